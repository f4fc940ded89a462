package io.heddle.storage.push;

import io.heddle.protocol.id.UserId;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The events that a user was notified of and that are not redacted, newest first, found from the running totals and the
/// user's exceptions.
@Repository
public class NotificationLog {
    /// Per room the newest candidates: an event notifies everyone when the room's total rises with it, and this user
    /// otherwise where an exception says so. Own events and those before the join never count.
    private static final String SQL =
            """
            SELECT c.nid, c.room_nid, c.highlight, c.room_pos <= coalesce(p.room_pos, 0) AS read
              FROM memberships m
              LEFT JOIN LATERAL (
                    SELECT max(room_pos) AS room_pos FROM read_positions
                     WHERE user_id = m.user_id AND room_nid = m.room_nid AND thread IN ('', 'main')) p ON true
              CROSS JOIN LATERAL (
                    SELECT e.nid, e.room_nid, e.room_pos,
                           e.highlight_count - coalesce(b.highlight_count, 0) + coalesce(x.highlight, 0) > 0 AS highlight
                      FROM events e
                      LEFT JOIN events b ON b.room_nid = e.room_nid AND b.room_pos = e.room_pos - 1
                      LEFT JOIN thread_notifications t ON t.room_nid = e.room_nid AND t.room_pos = e.room_pos
                      LEFT JOIN push_exceptions x
                        ON x.user_id = m.user_id AND x.room_nid = e.room_nid AND x.room_pos = e.room_pos
                     WHERE e.room_nid = m.room_nid AND e.room_pos IS NOT NULL AND e.nid < ? AND e.sender <> m.user_id
                       AND e.nid > m.event_nid AND NOT e.soft_failed AND e.redacted_by IS NULL
                       AND e.notify_count - coalesce(b.notify_count, 0) + (t.room_pos IS NOT NULL)::int
                           + coalesce(x.notify, 0) > 0
                       AND (NOT ? OR e.highlight_count - coalesce(b.highlight_count, 0)
                           + coalesce(t.highlight::int, 0) + coalesce(x.highlight, 0) > 0)
                     ORDER BY e.room_pos DESC LIMIT ?) c
             WHERE m.user_id = ? AND m.membership = 'join'
             ORDER BY c.nid DESC LIMIT ?
            """;

    private final JdbcClient jdbc;

    NotificationLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param before only events with smaller numbers
    /// @param highlightsOnly only those that highlight
    public List<Notification> newest(UserId user, long before, boolean highlightsOnly, int limit) {
        return jdbc.sql(SQL)
                .params(Arrays.asList(before, highlightsOnly, limit, user.value(), limit))
                .query((row, number) ->
                        new Notification(
                                row.getLong("nid"),
                                row.getLong("room_nid"),
                                row.getBoolean("highlight"),
                                row.getBoolean("read")))
                .list();
    }

    /// @param eventNid the event's number
    /// @param read whether the user has read up to it since
    public record Notification(long eventNid, long roomNid, boolean highlight, boolean read) {}
}
