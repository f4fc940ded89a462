package io.heddle.replication.stream;

import io.heddle.protocol.event.Pdu;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of a stream as it goes on the bus: small, and enough to know who must be woken and which caches are stale.
public sealed interface StreamRow {
    long position();

    /// A new event in a room.
    ///
    /// @param roomNid the room's number in storage
    /// @param roomPosition the event's place in the room's arrival order
    /// @param pdu the event itself where the follower runs in the process that wrote it, else absent: read it by position
    /// @param tally how it counts as unread, known where `pdu` is
    record Event(
            long position,
            long roomNid,
            long roomPosition,
            String roomId,
            String eventId,
            String type,
            @Nullable String stateKey,
            String sender,
            @Nullable String membership,
            @Nullable String redacts,
            boolean softFailed,
            @Nullable Pdu pdu,
            @Nullable Tally tally)
            implements StreamRow {}

    /// For whom an event raises which count of unread events.
    ///
    /// @param notifies it notifies users with default push rules
    /// @param highlights it highlights for users with default push rules
    /// @param threadRoot the thread in which it counts; null outside threads
    /// @param exceptions users for whom it comes out otherwise
    record Tally(
            boolean notifies,
            boolean highlights,
            @Nullable String threadRoot,
            Map<String, Difference> exceptions) {

        /// +1, 0 or -1 on either counter, compared with default push rules.
        public record Difference(int notified, int highlighted) {}
    }

    /// The set of users typing in a room has changed.
    record Typing(long position, String roomId, List<String> userIds) implements StreamRow {}

    /// A user's receipt moved. `receiptType` is `m.read`, `m.read.private`; `threadId` is null for an unthreaded one.
    record Receipt(
            long position,
            String roomId,
            String receiptType,
            String userId,
            String eventId,
            @Nullable String threadId,
            long ts)
            implements StreamRow {}

    /// Messages wait for a device.
    record ToDevice(long position, String userId, String deviceId) implements StreamRow {}

    /// Account data was written, for a room or (null) globally. Tags are the type `m.tag`.
    record AccountData(long position, String userId, @Nullable String roomId, String type)
            implements StreamRow {}

    /// A user's presence changed.
    record Presence(
            long position,
            String userId,
            String presence,
            @Nullable String statusMsg,
            long lastActiveTs,
            boolean currentlyActive)
            implements StreamRow {}

    /// A user's push rules changed.
    record PushRules(long position, String userId) implements StreamRow {}

    /// A user's devices or cross-signing keys changed.
    ///
    /// @param deviceId null for cross-signing keys
    /// @param observer the only user for whom anything changed, or null: signatures are seen by who made them
    record DeviceList(
            long position, String userId, @Nullable String deviceId, @Nullable String observer)
            implements StreamRow {}

    /// A field of a user's profile changed.
    record Profile(long position, String userId, String field) implements StreamRow {}

    /// A user's pushers changed.
    record Pusher(long position, String userId) implements StreamRow {}

    /// A user subscribed to a thread, or unsubscribed from it.
    record ThreadSubscription(long position, String userId, long roomNid, String rootId)
            implements StreamRow {}

    /// A sticky event came.
    ///
    /// @param expiresTs when it stops being sticky
    record StickyEvent(long position, long roomNid, String roomId, long eventNid, long expiresTs)
            implements StreamRow {}

    /// An entry of a named cache is stale: `key` is null when all of it is.
    record CacheInvalidation(long position, String cache, @Nullable String key)
            implements StreamRow {}
}
