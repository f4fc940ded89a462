package io.heddle.storage.event;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What an event says about itself in `m.relates_to`: its parent and how it relates to it.
/// https://spec.matrix.org/v1.19/client-server-api/#forming-relationships-between-events
///
/// @param type the `rel_type`
/// @param key the `key` of an annotation
public record Relation(EventId parent, String type, @Nullable String key) {
    public static final String ANNOTATION = "m.annotation";
    public static final String REPLACE = "m.replace";
    public static final String REFERENCE = "m.reference";
    public static final String THREAD = "m.thread";

    /// The relation in an event's content; null when there is none or it is malformed. A reply alone is no relation.
    public static @Nullable Relation of(ObjectNode content) {
        ObjectNode relatesTo = Json.object(content, "m.relates_to");
        String type = Json.string(relatesTo, "rel_type");
        String parent = Json.string(relatesTo, "event_id");
        if (type == null || parent == null || !EventId.isValid(parent)) {
            return null;
        }
        return new Relation(
                new EventId(parent),
                type,
                type.equals(ANNOTATION) ? Json.string(relatesTo, "key") : null);
    }

    public boolean isThread() {
        return type.equals(THREAD);
    }
}
