package io.heddle.protocol.event;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.EventFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `prev_events` and `auth_events`: ids, or in the oldest format pairs of an id and an object of hashes.
final class EventReferences {
    private EventReferences() {}

    static List<EventId> read(ObjectNode event, String key, EventFormat format) {
        ArrayNode references = Json.array(event, key);
        if (references == null) {
            throw InvalidEventException.badJson("'" + key + "' must be a list");
        }
        List<EventId> ids = new ArrayList<>(references.size());
        for (JsonNode reference : references) {
            String id = format.isHashed() ? text(reference) : pairedId(reference);
            if (id == null || !EventId.isValid(id)) {
                throw InvalidEventException.badJson("'" + key + "' must hold references to events");
            }
            ids.add(new EventId(id));
        }
        return List.copyOf(ids);
    }

    static ArrayNode write(
            Collection<EventId> ids, EventFormat format, Map<EventId, String> hashes) {
        ArrayNode references = Json.array();
        for (EventId id : ids) {
            if (format.isHashed()) {
                references.add(id.value());
            } else {
                ObjectNode hash = references.addArray().add(id.value()).addObject();
                String sha256 = hashes.get(id);
                if (sha256 != null) {
                    hash.put("sha256", sha256);
                }
            }
        }
        return references;
    }

    private static @Nullable String pairedId(JsonNode reference) {
        boolean pair =
                reference instanceof ArrayNode
                        && reference.size() == 2
                        && reference.get(1).isObject();
        return pair ? text(reference.get(0)) : null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }
}
