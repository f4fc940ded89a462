package io.heddle.storage.relation;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Lists of the events that relate to an event, and of the threads of a room, by numbers: along a timeline these rise.
@Repository
public class RelatedEvents {
    /// How many steps of relations are followed.
    public static final int DEPTH = 3;

    private static final String SHOWN =
            " AND e.redacted_by IS NULL AND e.room_pos IS NOT NULL AND NOT e.soft_failed AND e.rejected_reason IS NULL";

    private static final String DIRECT =
            "SELECT r.event_nid FROM event_relations AS r JOIN events AS e ON e.nid = r.event_nid"
                    + " WHERE r.room_nid = ? AND r.parent_id = ?";

    private static final String INDIRECT =
            """
            WITH RECURSIVE found (event_nid, rel_type, type, depth) AS (
                SELECT event_nid, rel_type, type, 1 FROM event_relations WHERE room_nid = ? AND parent_id = ?
              UNION ALL
                SELECT c.event_nid, c.rel_type, c.type, f.depth + 1
                FROM found AS f
                JOIN events AS p ON p.nid = f.event_nid
                JOIN event_relations AS c ON c.room_nid = p.room_nid AND c.parent_id = p.event_id
                WHERE f.depth < ?)
            SELECT DISTINCT r.event_nid FROM found AS r JOIN events AS e ON e.nid = r.event_nid WHERE true\
            """;

    private static final String THREADS =
            """
            SELECT r.parent_id, r.event_nid
            FROM event_relations AS r
            JOIN events AS e ON e.nid = r.event_nid
                AND e.redacted_by IS NULL AND e.room_pos IS NOT NULL AND NOT e.soft_failed
            WHERE r.room_nid = ? AND r.rel_type = 'm.thread' AND r.event_nid <= ? AND r.sender <> ALL (?)
              AND NOT EXISTS (
                SELECT FROM event_relations AS n
                JOIN events AS f ON f.nid = n.event_nid
                    AND f.redacted_by IS NULL AND f.room_pos IS NOT NULL AND NOT f.soft_failed
                WHERE n.room_nid = r.room_nid AND n.parent_id = r.parent_id AND n.rel_type = 'm.thread'
                  AND n.event_nid > r.event_nid AND n.event_nid <= ? AND n.sender <> ALL (?))\
            """;

    private static final String PARTICIPATED =
            """
             AND (EXISTS (
                SELECT FROM event_relations AS m
                WHERE m.room_nid = r.room_nid AND m.sender = ? AND m.parent_id = r.parent_id
                  AND m.rel_type = 'm.thread')
              OR EXISTS (SELECT FROM events AS o WHERE o.event_id = r.parent_id AND o.sender = ?))\
            """;

    private final JdbcClient jdbc;

    RelatedEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What is asked for of an event's relations.
    ///
    /// @param relType null for any
    /// @param type of the relating events, null for any
    /// @param recurse also what relates to what relates to it, and so on
    /// @param newestFirst the order, and from which end the limit counts
    public record Query(
            long roomNid,
            EventId parent,
            @Nullable String relType,
            @Nullable String type,
            boolean recurse,
            boolean newestFirst) {}

    /// The numbers of related events with `after < number <= upTo`, in order.
    public List<Long> find(Query query, long after, long upTo, int limit) {
        String sql =
                (query.recurse() ? INDIRECT : DIRECT)
                        + SHOWN
                        + " AND (?::text IS NULL OR r.rel_type = ?) AND (?::text IS NULL OR r.type = ?)"
                        + " AND r.event_nid > ? AND r.event_nid <= ? ORDER BY r.event_nid"
                        + (query.newestFirst() ? " DESC" : "")
                        + " LIMIT ?";
        JdbcClient.StatementSpec statement =
                jdbc.sql(sql).param(query.roomNid()).param(query.parent().value());
        if (query.recurse()) {
            statement = statement.param(DEPTH);
        }
        for (Object value :
                Arrays.asList(
                        query.relType(),
                        query.relType(),
                        query.type(),
                        query.type(),
                        after,
                        upTo,
                        limit)) {
            statement = statement.param(value);
        }
        return statement.query(Long.class).list();
    }

    /// A thread and its latest event.
    public record Thread(EventId root, long latestNid) {}

    /// Threads by their latest events, the newest first, as they were at `asOf` and whose latest event is not after `from`.
    ///
    /// @param participant who must have sent the root or an event of the thread; null for any thread
    public List<Thread> threads(
            long roomNid,
            long from,
            long asOf,
            Collection<String> ignored,
            @Nullable UserId participant,
            int limit) {
        String[] unwanted = ignored.toArray(String[]::new);
        JdbcClient.StatementSpec statement =
                jdbc.sql(
                                THREADS
                                        + (participant == null ? "" : PARTICIPATED)
                                        + " ORDER BY r.event_nid DESC LIMIT ?")
                        .param(roomNid)
                        .param(Math.min(from, asOf))
                        .param(unwanted)
                        .param(asOf)
                        .param(unwanted);
        if (participant != null) {
            statement = statement.param(participant.value()).param(participant.value());
        }
        return statement
                .param(limit)
                .query((row, number) ->
                        new Thread(
                                EventId.parse(row.getString("parent_id")),
                                row.getLong("event_nid")))
                .list();
    }
}
