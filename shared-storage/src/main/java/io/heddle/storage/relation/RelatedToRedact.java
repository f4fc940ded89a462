package io.heddle.storage.relation;

import io.heddle.protocol.id.EventId;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What relates to an event and is not redacted yet.
@Repository
public class RelatedToRedact {
    private final JdbcClient jdbc;

    RelatedToRedact(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// An event and who sent it.
    public record Related(EventId eventId, String sender) {}

    /// @param types the relation types; `*` among them for all
    public List<Related> to(long roomNid, EventId parent, Collection<String> types, int limit) {
        return jdbc.sql(
                        "SELECT e.event_id, e.sender FROM event_relations r JOIN events e ON e.nid = r.event_nid"
                                + " WHERE r.room_nid = ? AND r.parent_id = ? AND (? OR r.rel_type = ANY (?))"
                                + " AND e.redacted_by IS NULL ORDER BY r.event_nid LIMIT ?")
                .params(
                        roomNid,
                        parent.value(),
                        types.contains("*"),
                        types.stream()
                                .filter(type -> type.indexOf('\0') < 0)
                                .toArray(String[]::new),
                        limit)
                .query((row, number) ->
                        new Related(
                                new EventId(row.getString("event_id")), row.getString("sender")))
                .list();
    }
}
