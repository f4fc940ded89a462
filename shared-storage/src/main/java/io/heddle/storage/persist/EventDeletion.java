package io.heddle.storage.persist;

import io.heddle.protocol.id.EventId;
import io.heddle.storage.database.StatementGroup;
import io.heddle.storage.event.Events;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Deletes messages for good. A room keeps its state, its last event and the events that the next one follows, so that it
/// goes on as before.
@Repository
public class EventDeletion {
    private static final String OLD =
            """
            SELECT e.event_id
            FROM unnest(?::bigint[], ?::bigint[]) AS r (nid, before)
            CROSS JOIN LATERAL (
                SELECT event_id FROM events x
                WHERE x.room_nid = r.nid AND x.origin_server_ts < r.before
                  AND x.state_key IS NULL AND x.room_pos IS NOT NULL
                  AND x.room_pos < (SELECT max(room_pos) FROM events WHERE room_nid = r.nid)
                  AND NOT EXISTS (SELECT FROM forward_extremities f
                                  WHERE f.room_nid = x.room_nid AND f.event_id = x.event_id)
                ORDER BY x.origin_server_ts LIMIT ?) AS e
            LIMIT ?
            """;

    private final JdbcTemplate statements;
    private final JdbcClient jdbc;
    private final Events events;

    EventDeletion(JdbcTemplate statements, JdbcClient jdbc, Events events) {
        this.statements = statements;
        this.jdbc = jdbc;
        this.events = events;
    }

    /// Deletes messages sent before a time in each of some rooms. Runs inside the caller's transaction.
    ///
    /// @param before a time for each room, in milliseconds since 1970
    /// @param limit how many at most
    /// @return how many
    public int deleteBefore(List<Long> rooms, List<Long> before, int limit) {
        List<String> ids =
                jdbc.sql(OLD)
                        .params(
                                rooms.toArray(Long[]::new),
                                before.toArray(Long[]::new),
                                limit,
                                limit)
                        .query(String.class)
                        .list();
        if (!ids.isEmpty()) {
            delete(ids.toArray(String[]::new));
            ids.forEach(id -> events.forget(new EventId(id)));
        }
        return ids.size();
    }

    private void delete(String[] ids) {
        StatementGroup group = new StatementGroup();
        RelationStatements.dropDeleted(group, ids);
        group.add(
                "DELETE FROM event_search s USING events e WHERE e.event_id = ANY (?::text[]) AND s.event_nid = e.nid",
                (Object) ids);
        group.add("DELETE FROM redactions WHERE event_id = ANY (?::text[])", (Object) ids);
        group.add("DELETE FROM events WHERE event_id = ANY (?::text[])", (Object) ids);
        group.execute(statements);
    }
}
