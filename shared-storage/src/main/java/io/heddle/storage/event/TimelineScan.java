package io.heddle.storage.event;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Walks along a room's timeline without reading the events themselves.
@Repository
public class TimelineScan {
    private static final String SHOWN =
            "SELECT nid, room_pos, type, sender FROM events WHERE room_nid = ? AND room_pos > ? AND room_pos <= ?"
                    + " AND NOT soft_failed AND rejected_reason IS NULL ORDER BY room_pos ";

    private final JdbcClient jdbc;

    TimelineScan(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A shown event's number and what of it can be judged without its content.
    public record Step(long nid, long position, String type, String sender) {}

    /// Steps with `after < position <= upTo`, newest first.
    public List<Step> backward(long roomNid, long after, long upTo, int limit) {
        return steps(SHOWN + "DESC LIMIT ?", roomNid, after, upTo, limit);
    }

    /// Steps with `after < position <= upTo`, oldest first.
    public List<Step> forward(long roomNid, long after, long upTo, int limit) {
        return steps(SHOWN + "LIMIT ?", roomNid, after, upTo, limit);
    }

    /// Those of some events of some rooms to which an event relates by one of these relations and from one of these senders.
    ///
    /// @param relTypes empty for any
    /// @param senders empty for any
    public Set<String> relatedBy(
            Collection<Long> roomNids,
            Collection<String> eventIds,
            Collection<String> relTypes,
            Collection<String> senders) {
        return jdbc
                .sql(
                        "SELECT DISTINCT r.parent_id FROM event_relations AS r JOIN events AS e ON e.nid = r.event_nid"
                                + " WHERE r.room_nid = ANY (?) AND r.parent_id = ANY (?) AND e.redacted_by IS NULL"
                                + " AND (cardinality(?::text[]) = 0 OR r.rel_type = ANY (?))"
                                + " AND (cardinality(?::text[]) = 0 OR r.sender = ANY (?))")
                .params(
                        roomNids.toArray(Long[]::new),
                        eventIds.toArray(String[]::new),
                        relTypes.toArray(String[]::new),
                        relTypes.toArray(String[]::new),
                        senders.toArray(String[]::new),
                        senders.toArray(String[]::new))
                .query(String.class)
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    private List<Step> steps(String sql, long roomNid, long after, long upTo, int limit) {
        return jdbc.sql(sql)
                .params(roomNid, after, upTo, limit)
                .query((row, number) ->
                        new Step(
                                row.getLong("nid"),
                                row.getLong("room_pos"),
                                row.getString("type"),
                                row.getString("sender")))
                .list();
    }
}
