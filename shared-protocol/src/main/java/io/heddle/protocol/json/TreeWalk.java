package io.heddle.protocol.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Looks at every value of a tree of any depth without recursion.
final class TreeWalk {
    private record Place(JsonNode node, int depth) {}

    private TreeWalk() {}

    static void refuseLoneSurrogates(JsonNode root) {
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node.isString()) {
                refuseLoneSurrogates(node.stringValue());
            } else if (node.isObject()) {
                for (Map.Entry<String, JsonNode> entry : node.properties()) {
                    refuseLoneSurrogates(entry.getKey());
                    open.push(entry.getValue());
                }
            } else {
                node.forEach(open::push);
            }
        }
    }

    /// Whether no value is inside more than `levels` objects and arrays.
    static boolean isWithin(JsonNode root, int levels) {
        Deque<Place> open = new ArrayDeque<>();
        open.push(new Place(root, 1));
        while (!open.isEmpty()) {
            Place place = open.pop();
            if (place.depth > levels) {
                return false;
            }
            for (JsonNode child : place.node) {
                if (child.isContainer()) {
                    open.push(new Place(child, place.depth + 1));
                }
            }
        }
        return true;
    }

    private static void refuseLoneSurrogates(String text) {
        if (Utf8.length(text) < 0) {
            throw new JsonParseFailure("A string holds a lone surrogate");
        }
    }
}
