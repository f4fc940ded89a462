package io.heddle.storage.room;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What other servers told of rooms that this server is not in: stripped state, kept with the invite or knock it came with.
/// https://spec.matrix.org/v1.19/client-server-api/#stripped-state
@Repository
public class StrippedStates {
    private static final List<String> KEYS = List.of("type", "state_key", "sender", "content");

    private final JdbcClient jdbc;

    StrippedStates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Keeps what came with a member event; whatever is no stripped state event is dropped. Part of the transaction that
    /// stores the event.
    public void put(EventId member, Collection<? extends JsonNode> state) {
        ArrayNode kept = Json.array();
        state.forEach(event -> {
            ObjectNode stripped = strip(event);
            if (stripped != null) {
                kept.add(stripped);
            }
        });
        jdbc.sql(
                        "INSERT INTO stripped_state (event_id, state) VALUES (?, ?)"
                                + " ON CONFLICT (event_id) DO UPDATE SET state = excluded.state")
                .params(member.value(), Json.bytes(kept))
                .update();
    }

    /// The stripped state events that came with these member events.
    public Map<EventId, List<ObjectNode>> of(Collection<EventId> members) {
        Map<EventId, List<ObjectNode>> found = new HashMap<>();
        if (members.isEmpty()) {
            return found;
        }
        jdbc.sql("SELECT event_id, state FROM stripped_state WHERE event_id = ANY (?)")
                .param(members.stream().map(EventId::value).toArray(String[]::new))
                .query(row -> {
                    List<ObjectNode> state = new ArrayList<>();
                    for (JsonNode event : Json.parse(row.getBytes("state"))) {
                        if (event instanceof ObjectNode object) {
                            state.add(object);
                        }
                    }
                    found.put(EventId.parse(row.getString("event_id")), state);
                });
        return found;
    }

    private static @Nullable ObjectNode strip(JsonNode event) {
        if (Json.string(event, "type") == null
                || Json.string(event, "state_key") == null
                || Json.string(event, "sender") == null
                || Json.object(event, "content") == null) {
            return null;
        }
        ObjectNode stripped = Json.object();
        KEYS.forEach(key -> stripped.set(key, event.get(key)));
        return stripped;
    }
}
