package io.heddle.protocol.json;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A dot-separated property path, split into property names: `content.m\.relates_to.rel_type` is
/// `[content, m.relates_to, rel_type]`. A backslash escapes a dot or a backslash; any other escape stands for itself.
/// https://spec.matrix.org/v1.19/appendices/#dot-separated-property-paths
public record PropertyPath(List<String> names) {

    public PropertyPath {
        names = List.copyOf(names);
    }

    /// Every string is a path; the empty string names the property `""`.
    public static PropertyPath parse(String path) {
        List<String> names = new ArrayList<>(4);
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

    private static boolean isEscapable(char c) {
        return c == '.' || c == '\\';
    }

    /// The value at this path, or null when a step is missing or not an object.
    public @Nullable JsonNode find(JsonNode root) {
        JsonNode node = root;
        for (int i = 0; i < names.size(); i++) {
            node = node.get(names.get(i));
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    /// The escaped form, which [#parse] reads back.
    @Override
    public String toString() {
        return names.stream()
                .map(name -> name.replace("\\", "\\\\").replace(".", "\\."))
                .collect(Collectors.joining("."));
    }
}
