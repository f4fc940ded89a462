package io.heddle.replication.ephemeral;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who types in which room, as the typing stream last said. Rooms where nobody has typed for long are forgotten, so a
/// token older than that may miss a list that became empty, which clients time out by themselves.
public final class TypingUsers {
    private static final int MAX_ROOMS = 50_000;

    private final Map<String, Typing> rooms = new ConcurrentHashMap<>();

    public TypingUsers(Streams streams) {
        streams.<StreamRow.Typing>listen(
                StreamName.TYPING, (from, to, rows) -> rows.forEach(this::take));
    }

    /// The last word on a room; position 0 and nobody when nothing was said.
    public Typing in(String roomId) {
        return rooms.getOrDefault(roomId, new Typing(0, List.of()));
    }

    private void take(StreamRow.Typing row) {
        if (rooms.size() >= MAX_ROOMS) {
            rooms.values().removeIf(typing -> typing.userIds().isEmpty());
        }
        rooms.put(row.roomId(), new Typing(row.position(), row.userIds()));
    }

    /// @param position of the typing stream at which this was said
    public record Typing(long position, List<String> userIds) {}
}
