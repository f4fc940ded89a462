package io.heddle.protocol.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A dot-separated path to a property: `content.m\.relates_to.rel_type`.
/// https://spec.matrix.org/v1.19/appendices/#dot-separated-property-paths
public record PropertyPath(List<String> names) {
    public PropertyPath {
        names = List.copyOf(names);
    }

    /// Splits at dots. `\.` and `\\` stand for a dot and a backslash, any other backslash for itself.
    public static PropertyPath parse(String path) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else if (c == '\\' && i + 1 < path.length() && isEscapable(path.charAt(i + 1))) {
                name.append(path.charAt(++i));
            } else {
                name.append(c);
            }
        }
        names.add(name.toString());
        return new PropertyPath(names);
    }

    public static String escape(String name) {
        return name.replace("\\", "\\\\").replace(".", "\\.");
    }

    /// The value at the path, through objects only; null when there is none.
    public @Nullable JsonNode resolve(JsonNode root) {
        JsonNode node = root;
        for (String name : names) {
            if (!(node instanceof ObjectNode object)) {
                return null;
            }
            node = object.get(name);
        }
        return node;
    }

    private static boolean isEscapable(char c) {
        return c == '.' || c == '\\';
    }

    @Override
    public String toString() {
        return String.join(".", names.stream().map(PropertyPath::escape).toList());
    }
}
