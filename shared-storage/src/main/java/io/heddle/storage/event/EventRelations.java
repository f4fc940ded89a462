package io.heddle.storage.event;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.database.StorableText;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What the writer of a room asks about relations between its events.
@Repository
public class EventRelations {
    private final JdbcClient jdbc;

    EventRelations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The events of this type by which a user has annotated an event with a key, those redacted since left out.
    public List<EventId> annotations(UserId sender, EventId parent, String type, String key) {
        return jdbc.sql(
                        "SELECT e.event_id FROM event_relations r JOIN events e ON e.nid = r.event_nid"
                                + " WHERE r.rel_type = 'm.annotation' AND r.parent_id = ? AND r.sender = ? AND r.type = ?"
                                + " AND r.annotation = ? AND e.redacted_by IS NULL")
                .params(parent.value(), sender.value(), type, StorableText.of(key))
                .query((row, number) -> EventId.parse(row.getString(1)))
                .list();
    }
}
