package io.heddle.storage.push;

import static io.heddle.storage.database.Columns.ints;
import static io.heddle.storage.database.Columns.longs;
import static io.heddle.storage.database.Columns.texts;

import io.heddle.storage.database.StatementGroup;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Up to where users have read, for counting. Part of the transaction of what moves it: an event sent or a receipt.
@Repository
public class ReadPositions {
    private final JdbcClient jdbc;

    ReadPositions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Adds what moves positions forward; those that would go back stay. At most one entry a user, room and thread.
    public static void move(StatementGroup group, List<ReadPosition> positions) {
        if (positions.isEmpty()) {
            return;
        }
        group.add(
                "INSERT INTO read_positions AS p (user_id, room_nid, thread, room_pos, notify_at, highlight_at)"
                        + " SELECT * FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::int[], ?::int[])"
                        + " ON CONFLICT (user_id, room_nid, thread) DO UPDATE SET room_pos = excluded.room_pos,"
                        + " notify_at = excluded.notify_at, highlight_at = excluded.highlight_at"
                        + " WHERE excluded.room_pos > p.room_pos",
                texts(positions, ReadPosition::userId),
                longs(positions, ReadPosition::roomNid),
                texts(positions, ReadPosition::thread),
                longs(positions, ReadPosition::roomPos),
                ints(positions, ReadPosition::notifyAt),
                ints(positions, ReadPosition::highlightAt));
    }

    /// Moves a user's position to an event whose totals are stored with it.
    public void moveTo(String userId, long roomNid, String thread, long roomPos) {
        jdbc.sql(
                        "INSERT INTO read_positions AS p (user_id, room_nid, thread, room_pos, notify_at, highlight_at)"
                                + " SELECT ?, room_nid, ?, room_pos, notify_count, highlight_count FROM events"
                                + " WHERE room_nid = ? AND room_pos = ?"
                                + " ON CONFLICT (user_id, room_nid, thread) DO UPDATE SET room_pos = excluded.room_pos,"
                                + " notify_at = excluded.notify_at, highlight_at = excluded.highlight_at"
                                + " WHERE excluded.room_pos > p.room_pos")
                .params(userId, thread, roomNid, roomPos)
                .update();
    }

    /// @param thread empty for everything, `main`, or a thread root
    /// @param notifyAt the room's running total of notifying events there
    public record ReadPosition(
            String userId,
            long roomNid,
            String thread,
            long roomPos,
            int notifyAt,
            int highlightAt) {}
}
