package io.heddle.protocol.filter;

import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.PropertyPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `event_fields` of a filter: the properties that are left of an event, as a tree of names.
/// https://spec.matrix.org/v1.19/appendices/#dot-separated-property-paths
public final class EventFields {
    /// Leaves every event whole.
    public static final EventFields ALL = new EventFields(List.of());

    private final List<PropertyPath> paths;
    private final Branch root = new Branch();

    private EventFields(List<PropertyPath> paths) {
        this.paths = paths;
        paths.forEach(path -> root.add(path.names()));
    }

    /// An empty list leaves events whole, like none.
    static EventFields of(List<String> paths) {
        return paths.isEmpty()
                ? ALL
                : new EventFields(paths.stream().map(PropertyPath::parse).toList());
    }

    public boolean isAll() {
        return paths.isEmpty();
    }

    /// The event with only the chosen properties, or the very same tree when all are chosen. Properties are not copied:
    /// treat the result as read-only.
    public ObjectNode trim(ObjectNode event) {
        return isAll() ? event : root.trim(event);
    }

    @Override
    public String toString() {
        return isAll() ? "all" : paths.toString();
    }

    /// Names at one level; a whole branch wins over its parts, whichever comes first.
    private static final class Branch {
        private final Map<String, Branch> children = new LinkedHashMap<>();
        private boolean whole;

        void add(List<String> names) {
            Branch branch = this;
            for (String name : names) {
                branch = branch.children.computeIfAbsent(name, key -> new Branch());
            }
            branch.whole = true;
        }

        ObjectNode trim(ObjectNode object) {
            ObjectNode trimmed = Json.object();
            children.forEach((name, child) -> {
                JsonNode value = object.get(name);
                if (value != null) {
                    child.copy(name, value, trimmed);
                }
            });
            return trimmed;
        }

        private void copy(String name, JsonNode value, ObjectNode target) {
            if (whole) {
                target.set(name, value);
            } else if (value instanceof ObjectNode object) {
                ObjectNode trimmed = trim(object);
                if (!trimmed.isEmpty()) {
                    target.set(name, trimmed);
                }
            }
        }
    }
}
