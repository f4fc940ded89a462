package io.heddle.storage.push;

import io.heddle.protocol.id.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What a user has not read, by room and thread. A count is the room's running total now less the total where the user has
/// read to, less what was redacted in between, plus the exceptions made for the user there; threads, being few, are counted
/// one by one.
/// https://spec.matrix.org/v1.19/client-server-api/#receiving-notifications
@Repository
public class UnreadCounts {
    // One statement, so that all of it is of one moment. An unthreaded receipt, like joining, reads
    // all threads.
    private static final String SQL =
            """
            WITH rooms AS (
                SELECT r.room_nid, coalesce(p.room_pos, 0) AS all_read FROM unnest(?::bigint[]) AS r (room_nid)
                  LEFT JOIN read_positions p ON p.user_id = ? AND p.room_nid = r.room_nid AND p.thread = ''),
            threads AS (
                SELECT n.room_nid, n.thread_root, n.room_pos, 1 AS notify, n.highlight::int AS highlight
                  FROM rooms r JOIN thread_notifications n
                    ON n.room_nid = r.room_nid AND n.room_pos > r.all_read
                 WHERE NOT EXISTS (SELECT FROM events e WHERE e.room_nid = n.room_nid AND e.room_pos = n.room_pos
                                      AND e.redacted_by IS NOT NULL)
                UNION ALL
                SELECT x.room_nid, x.thread_root, x.room_pos, x.notify, x.highlight
                  FROM rooms r JOIN push_exceptions x
                    ON x.user_id = ? AND x.room_nid = r.room_nid AND x.room_pos > r.all_read
                   AND x.thread_root IS NOT NULL
                 WHERE NOT EXISTS (SELECT FROM events e WHERE e.room_nid = x.room_nid AND e.room_pos = x.room_pos
                                      AND e.redacted_by IS NOT NULL))
            SELECT r.room_nid, NULL AS thread_root, t.nid AS as_of,
                   coalesce(t.notify_count, 0) - coalesce(p.notify_at, 0) - coalesce(g.notify, 0)
                       + coalesce(x.notify, 0) AS notify,
                   coalesce(t.highlight_count, 0) - coalesce(p.highlight_at, 0) - coalesce(g.highlight, 0)
                       + coalesce(x.highlight, 0) AS highlight
              FROM rooms r
              LEFT JOIN LATERAL (
                    SELECT room_pos, notify_at, highlight_at FROM read_positions
                     WHERE user_id = ? AND room_nid = r.room_nid AND thread IN ('', 'main')
                     ORDER BY room_pos DESC LIMIT 1) p ON true
              LEFT JOIN LATERAL (
                    SELECT nid, notify_count, highlight_count FROM events
                     WHERE room_nid = r.room_nid AND room_pos IS NOT NULL
                     ORDER BY room_pos DESC LIMIT 1) t ON true
              LEFT JOIN LATERAL (
                    SELECT sum(e.notify_count - coalesce(b.notify_count, 0)) AS notify,
                           sum(e.highlight_count - coalesce(b.highlight_count, 0)) AS highlight
                      FROM events e
                      LEFT JOIN events b ON b.room_nid = e.room_nid AND b.room_pos = e.room_pos - 1
                     WHERE e.room_nid = r.room_nid AND e.room_pos > coalesce(p.room_pos, 0)
                       AND e.redacted_by IS NOT NULL) g ON true
              LEFT JOIN LATERAL (
                    SELECT sum(c.notify) AS notify, sum(c.highlight) AS highlight FROM push_exceptions c
                     WHERE c.user_id = ? AND c.room_nid = r.room_nid AND c.room_pos > coalesce(p.room_pos, 0)
                       AND c.thread_root IS NULL
                       AND NOT EXISTS (SELECT FROM events e WHERE e.room_nid = c.room_nid AND e.room_pos = c.room_pos
                                          AND e.redacted_by IS NOT NULL)) x ON true
            UNION ALL
            SELECT u.room_nid, u.thread_root, NULL, sum(u.notify), sum(u.highlight)
              FROM threads u
              LEFT JOIN read_positions p
                ON p.user_id = ? AND p.room_nid = u.room_nid AND p.thread = u.thread_root
             WHERE u.room_pos > coalesce(p.room_pos, 0)
             GROUP BY u.room_nid, u.thread_root
            """;

    private final JdbcClient jdbc;

    UnreadCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The counts of some rooms that the user is joined to, by room number.
    public Map<Long, Unread> of(UserId user, Collection<Long> roomNids) {
        Map<Long, Unread> counts = new HashMap<>();
        counted(user, roomNids).forEach((room, counted) -> counts.put(room, counted.unread()));
        return counts;
    }

    /// The same, with the events that were counted.
    public Map<Long, Counted> counted(UserId user, Collection<Long> roomNids) {
        Long[] rooms = roomNids.toArray(Long[]::new);
        String id = user.value();
        Map<Long, Map<String, Count>> threads = new HashMap<>();
        List<Main> mains = new ArrayList<>();
        jdbc.sql(SQL)
                .params(Arrays.asList(rooms, id, id, id, id, id))
                .query(row -> {
                    long room = row.getLong("room_nid");
                    String root = row.getString("thread_root");
                    Count count =
                            new Count(
                                    Math.max(0, row.getInt("notify")),
                                    Math.max(0, row.getInt("highlight")));
                    if (root == null) {
                        mains.add(new Main(room, row.getLong("as_of"), count));
                    } else {
                        threads.computeIfAbsent(room, nid -> new HashMap<>()).put(root, count);
                    }
                });
        Map<Long, Counted> counted = new HashMap<>();
        for (Main main : mains) {
            Map<String, Count> ofRoom = threads.getOrDefault(main.roomNid(), Map.of());
            counted.put(main.roomNid(), new Counted(new Unread(main.count(), ofRoom), main.asOf()));
        }
        return counted;
    }

    private record Main(long roomNid, long asOf, Count count) {}

    /// Counts and the last event of the room that they know of.
    ///
    /// @param asOf the number of that event
    public record Counted(Unread unread, long asOf) {}

    /// How many unread events notify, and how many highlight.
    public record Count(int notifications, int highlights) {
        Count plus(Count other) {
            return new Count(
                    notifications + Math.max(0, other.notifications),
                    highlights + Math.max(0, other.highlights));
        }
    }

    /// A room's unread counts.
    ///
    /// @param main outside threads
    /// @param threads by thread root; threads without unread events are left out
    public record Unread(Count main, Map<String, Count> threads) {
        /// Main timeline and threads together: what a client sees that does not ask for threads apart.
        public Count total() {
            Count total = main;
            for (Count thread : threads.values()) {
                total = total.plus(thread);
            }
            return total;
        }
    }
}
