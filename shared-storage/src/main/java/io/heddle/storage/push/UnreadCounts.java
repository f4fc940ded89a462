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
/// read to, plus the exceptions made for the user in between; threads, being few, are counted one by one.
/// https://spec.matrix.org/v1.19/client-server-api/#receiving-notifications
@Repository
public class UnreadCounts {
    private static final String MAIN_SQL =
            """
            SELECT r.room_nid,
                   coalesce(t.notify_count, 0) - coalesce(p.notify_at, 0) + coalesce(x.notify, 0) AS notify,
                   coalesce(t.highlight_count, 0) - coalesce(p.highlight_at, 0) + coalesce(x.highlight, 0) AS highlight
              FROM unnest(?::bigint[]) AS r (room_nid)
              LEFT JOIN LATERAL (
                    SELECT room_pos, notify_at, highlight_at FROM read_positions
                     WHERE user_id = ? AND room_nid = r.room_nid AND thread IN ('', 'main')
                     ORDER BY room_pos DESC LIMIT 1) p ON true
              LEFT JOIN LATERAL (
                    SELECT notify_count, highlight_count FROM events
                     WHERE room_nid = r.room_nid AND room_pos IS NOT NULL
                     ORDER BY room_pos DESC LIMIT 1) t ON true
              LEFT JOIN LATERAL (
                    SELECT sum(notify) AS notify, sum(highlight) AS highlight FROM push_exceptions
                     WHERE user_id = ? AND room_nid = r.room_nid AND room_pos > coalesce(p.room_pos, 0)
                       AND thread_root IS NULL) x ON true
            """;
    private static final String THREAD_SQL =
            """
            WITH unread AS (
                SELECT n.room_nid, n.thread_root, n.room_pos, 1 AS notify, n.highlight::int AS highlight
                  FROM thread_notifications n WHERE n.room_nid = ANY (?)
                UNION ALL
                SELECT x.room_nid, x.thread_root, x.room_pos, x.notify, x.highlight
                  FROM push_exceptions x WHERE x.user_id = ? AND x.room_nid = ANY (?) AND x.thread_root IS NOT NULL)
            SELECT u.room_nid, u.thread_root, sum(u.notify) AS notify, sum(u.highlight) AS highlight
              FROM unread u
             WHERE u.room_pos > coalesce((
                    SELECT max(p.room_pos) FROM read_positions p
                     WHERE p.user_id = ? AND p.room_nid = u.room_nid AND p.thread IN ('', u.thread_root)), 0)
             GROUP BY u.room_nid, u.thread_root
            """;

    private final JdbcClient jdbc;

    UnreadCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The counts of some rooms that the user is joined to, by room number.
    public Map<Long, Unread> of(UserId user, Collection<Long> roomNids) {
        Long[] rooms = roomNids.toArray(Long[]::new);
        Map<Long, List<ThreadCount>> threads = new HashMap<>();
        jdbc.sql(THREAD_SQL)
                .params(Arrays.asList(rooms, user.value(), rooms, user.value()))
                .query((row, number) ->
                        threads.computeIfAbsent(row.getLong("room_nid"), nid -> new ArrayList<>())
                                .add(
                                        new ThreadCount(
                                                row.getString("thread_root"),
                                                new Count(
                                                        row.getInt("notify"),
                                                        row.getInt("highlight")))))
                .list();
        Map<Long, Unread> counts = new HashMap<>();
        jdbc.sql(MAIN_SQL)
                .params(Arrays.asList(rooms, user.value(), user.value()))
                .query((row, number) ->
                        counts.put(
                                row.getLong("room_nid"),
                                unread(
                                        new Count(row.getInt("notify"), row.getInt("highlight")),
                                        threads.getOrDefault(row.getLong("room_nid"), List.of()))))
                .list();
        return counts;
    }

    /// All unread notifications of a user's rooms, as a badge shows them.
    public int badge(UserId user, Collection<Long> roomNids) {
        return of(user, roomNids).values().stream()
                .mapToInt(unread -> unread.total().notifications())
                .sum();
    }

    private static Unread unread(Count main, List<ThreadCount> threads) {
        Map<String, Count> byRoot = new HashMap<>();
        threads.forEach(thread -> byRoot.put(thread.root(), thread.count()));
        return new Unread(
                new Count(Math.max(0, main.notifications()), Math.max(0, main.highlights())),
                byRoot);
    }

    private record ThreadCount(String root, Count count) {}

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
