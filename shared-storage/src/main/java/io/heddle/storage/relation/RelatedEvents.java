package io.heddle.storage.relation;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import java.util.ArrayList;
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

    // The inner selects keep PostgreSQL to one lookup a step, whatever it guesses of their number.
    private static final String INDIRECT =
            """
            WITH RECURSIVE found (event_nid, rel_type, type, depth) AS (
                SELECT event_nid, rel_type, type, 1 FROM event_relations WHERE room_nid = ? AND parent_id = ?
              UNION ALL
                SELECT c.event_nid, c.rel_type, c.type, f.depth + 1
                FROM found AS f
                CROSS JOIN LATERAL (SELECT room_nid, event_id FROM events WHERE nid = f.event_nid OFFSET 0) AS p
                CROSS JOIN LATERAL (
                    SELECT event_nid, rel_type, type FROM event_relations
                    WHERE room_nid = p.room_nid AND parent_id = p.event_id OFFSET 0) AS c
                WHERE f.depth < ?)
            SELECT r.event_nid FROM (SELECT DISTINCT ON (event_nid) * FROM found ORDER BY event_nid %s OFFSET 0) AS r
            CROSS JOIN LATERAL (SELECT * FROM events WHERE nid = r.event_nid OFFSET 0) AS e WHERE true\
            """;

    private static final String OF_THREAD =
            " FROM event_relations AS r WHERE r.room_nid = t.room_nid AND r.parent_id = t.root_id"
                    + " AND r.rel_type = 'm.thread'";
    private static final String THREADS_NOW =
            "SELECT t.root_id, t.latest_nid AS latest FROM threads AS t WHERE t.room_nid = ? AND t.latest_nid <= ?"
                    + " AND t.events > 0";
    private static final String THREADS_THEN =
            "SELECT t.root_id, t.latest FROM (SELECT t.room_nid, t.root_id, t.root_sender, (SELECT max(r.event_nid)"
                    + OF_THREAD
                    + " AND r.event_nid <= ?) AS latest FROM threads AS t WHERE t.room_nid = ?) AS t WHERE t.latest <= ?";
    private static final String NOT_ALL_IGNORED =
            " AND (SELECT true" + OF_THREAD + " AND r.sender <> ALL (?) LIMIT 1)";
    private static final String PARTICIPATED =
            " AND (t.root_sender = ? OR (SELECT true" + OF_THREAD + " AND r.sender = ? LIMIT 1))";

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
        String order = query.newestFirst() ? "DESC" : "ASC";
        String sql =
                (query.recurse() ? INDIRECT.formatted(order) : DIRECT)
                        + SHOWN
                        + " AND (?::text IS NULL OR r.rel_type = ?) AND (?::text IS NULL OR r.type = ?)"
                        + " AND r.event_nid > ? AND r.event_nid <= ? ORDER BY r.event_nid "
                        + order
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

    /// Threads by their latest events, the newest first, whose latest event is not after `from`.
    ///
    /// @param asOf the number of the last event that counts, for who may not know of later ones; null for the present
    /// @param ignored whose events alone make no thread
    /// @param participant who must have sent the root or an event of the thread; null for any thread
    public List<Thread> threads(
            long roomNid,
            long from,
            @Nullable Long asOf,
            Collection<String> ignored,
            @Nullable UserId participant,
            int limit) {
        List<Object> params = new ArrayList<>();
        StringBuilder sql = new StringBuilder(asOf == null ? THREADS_NOW : THREADS_THEN);
        if (asOf != null) {
            params.add(asOf);
        }
        params.add(roomNid);
        params.add(from);
        if (!ignored.isEmpty()) {
            sql.append(NOT_ALL_IGNORED);
            params.add(ignored.toArray(String[]::new));
        }
        if (participant != null) {
            sql.append(PARTICIPATED);
            params.add(participant.value());
            params.add(participant.value());
        }
        sql.append(" ORDER BY latest DESC LIMIT ?");
        params.add(limit);
        return jdbc.sql(sql.toString())
                .params(params)
                .query((row, number) ->
                        new Thread(EventId.parse(row.getString("root_id")), row.getLong("latest")))
                .list();
    }
}
