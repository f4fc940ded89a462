package io.heddle.sync.live;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.replication.stream.StreamRow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Who types in which room, as the typing stream told last.
public final class TypingNow {
    private static final int MAX_ROOMS = 20_000;
    private static final Duration KEPT = Duration.ofMinutes(15);

    private final Cache<String, StreamRow.Typing> rooms =
            Caffeine.newBuilder().maximumSize(MAX_ROOMS).expireAfterWrite(KEPT).build();

    /// The newest news of a room when it came after a position, else null.
    public StreamRow.@Nullable Typing since(String roomId, long position) {
        StreamRow.Typing typing = rooms.getIfPresent(roomId);
        return typing == null || typing.position() <= position ? null : typing;
    }

    /// Who types in a room, null when nobody does.
    public StreamRow.@Nullable Typing now(String roomId) {
        StreamRow.Typing typing = rooms.getIfPresent(roomId);
        return typing == null || typing.userIds().isEmpty() ? null : typing;
    }

    void add(StreamRow.Typing row) {
        rooms.put(row.roomId(), row);
    }
}
