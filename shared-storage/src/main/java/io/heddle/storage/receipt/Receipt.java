package io.heddle.storage.receipt;

import org.jspecify.annotations.Nullable;

/// Up to where a user has read.
///
/// @param type `m.read` or `m.read.private`
/// @param threadId null for an unthreaded receipt, `main` or a thread root otherwise
/// @param roomPos the event's place in the room
/// @param ts when the receipt was sent, in milliseconds since 1970
public record Receipt(
        long roomNid,
        String userId,
        String type,
        @Nullable String threadId,
        String eventId,
        long roomPos,
        long ts) {
    public static final String READ = "m.read";
    public static final String READ_PRIVATE = "m.read.private";
}
