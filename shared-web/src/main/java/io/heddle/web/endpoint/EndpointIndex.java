package io.heddle.web.endpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.Element;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.web.util.pattern.PathPattern;

/// Endpoints by method and path. A literal segment goes before a variable one; which other patterns there are, and how
/// many, costs nothing.
final class EndpointIndex {
    private final Map<String, Node> roots = new HashMap<>();

    /// Whether patterns like this one are kept here: literal segments, and variables that are a segment.
    static boolean holds(PathPattern pattern) {
        for (Element element : PathContainer.parsePath(pattern.getPatternString()).elements()) {
            String text = element.value();
            boolean variable = isVariable(text) && text.indexOf(':') < 0 && text.charAt(1) != '*';
            if (!variable && (text.indexOf('*') >= 0 || text.indexOf('{') >= 0)) {
                return false;
            }
        }
        return true;
    }

    void add(String method, PathPattern pattern, Endpoint endpoint) {
        Node node = roots.computeIfAbsent(method, key -> new Node());
        Map<String, Integer> variables = new HashMap<>();
        int place = 0;
        for (Element element : PathContainer.parsePath(pattern.getPatternString()).elements()) {
            String text = element.value();
            if (isVariable(text)) {
                variables.put(text.substring(1, text.length() - 1), place);
                node = node.variable();
            } else {
                node = node.literals.computeIfAbsent(text, key -> new Node());
            }
            place++;
        }
        if (node.leaf != null) {
            throw new IllegalStateException(
                    "Two endpoints at " + method + " " + pattern.getPatternString());
        }
        node.leaf = new Leaf(endpoint, pattern, variables);
    }

    /// The endpoint of a request; a HEAD request is answered by that of GET.
    @Nullable Match find(HttpMethod method, PathContainer path) {
        Node root = roots.get(method == HttpMethod.HEAD ? HttpMethod.GET.name() : method.name());
        List<Element> elements = path.elements();
        Leaf leaf = root == null ? null : find(root, elements, 0);
        return leaf == null ? null : new Match(leaf.endpoint, leaf.pattern, leaf.values(elements));
    }

    private static @Nullable Leaf find(Node node, List<Element> elements, int at) {
        if (at == elements.size()) {
            return node.leaf;
        }
        Element element = elements.get(at);
        Node literal = node.literals.get(text(element));
        Leaf leaf = literal == null ? null : find(literal, elements, at + 1);
        if (leaf != null || node.variable == null || !(element instanceof PathSegment)) {
            return leaf;
        }
        return find(node.variable, elements, at + 1);
    }

    private static String text(Element element) {
        return element instanceof PathSegment segment ? segment.valueToMatch() : element.value();
    }

    private static boolean isVariable(String text) {
        return text.startsWith("{") && text.endsWith("}");
    }

    /// @param variables the decoded segments by the names of their variables
    record Match(Endpoint endpoint, PathPattern pattern, Map<String, String> variables) {}

    private record Leaf(Endpoint endpoint, PathPattern pattern, Map<String, Integer> variables) {
        Map<String, String> values(List<Element> elements) {
            if (variables.isEmpty()) {
                return Map.of();
            }
            Map<String, String> values = HashMap.newHashMap(variables.size());
            variables.forEach((name, place) -> values.put(name, text(elements.get(place))));
            return values;
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node variable;
        private @Nullable Leaf leaf;

        private Node variable() {
            Node known = variable;
            if (known == null) {
                known = new Node();
                variable = known;
            }
            return known;
        }
    }
}
