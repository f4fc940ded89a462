package io.heddle.client.search;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.json.Json;
import io.heddle.storage.search.SearchIndex;
import io.heddle.web.json.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The category `room_events` of a search.
///
/// @param context null when no context is wanted
/// @param groups `room_id` and `sender`, as far as wanted
record SearchRequest(
        String term,
        List<String> keys,
        RoomEventFilter filter,
        boolean recent,
        @Nullable Context context,
        boolean includeState,
        Set<String> groups) {
    static final String BY_ROOM = "room_id";
    static final String BY_SENDER = "sender";

    private static final List<String> KEYS =
            List.of(SearchIndex.BODY, SearchIndex.NAME, SearchIndex.TOPIC);
    private static final int MAX_TERM = 10_000;
    private static final int CONTEXT = 5;
    private static final int MAX_CONTEXT = 100;

    record Context(int before, int after, boolean profiles) {}

    static SearchRequest parse(ObjectNode category) {
        String term = Fields.string(category, "search_term");
        if (term == null) {
            throw MatrixException.missingParam("search_term");
        }
        if (term.length() > MAX_TERM) {
            throw MatrixException.invalidParam("search_term is too long");
        }
        return new SearchRequest(
                term,
                keys(category),
                RoomEventFilter.parse(object(category, "filter")),
                isRecent(category),
                context(category),
                isTrue(category, "include_state"),
                groups(category));
    }

    private static List<String> keys(ObjectNode category) {
        if (!category.has("keys")) {
            return KEYS;
        }
        List<String> keys = Json.strings(category, "keys");
        if (keys == null || !KEYS.containsAll(keys)) {
            throw MatrixException.invalidParam("keys must be among " + KEYS);
        }
        return keys.isEmpty() ? KEYS : keys;
    }

    private static boolean isRecent(ObjectNode category) {
        String order = category.has("order_by") ? Json.string(category, "order_by") : "rank";
        return switch (order) {
            case "recent" -> true;
            case "rank" -> false;
            case null, default ->
                    throw MatrixException.invalidParam("order_by must be rank or recent");
        };
    }

    private static @Nullable Context context(ObjectNode category) {
        ObjectNode context = Fields.object(category, "event_context");
        return context == null
                ? null
                : new Context(
                        count(context, "before_limit"),
                        count(context, "after_limit"),
                        isTrue(context, "include_profile"));
    }

    private static int count(ObjectNode context, String key) {
        JsonNode value = context.get(key);
        if (value == null) {
            return CONTEXT;
        }
        if (!value.isIntegralNumber() || value.longValue() < 0) {
            throw MatrixException.invalidParam(key + " must be a non-negative integer");
        }
        return (int) Math.min(value.longValue(), MAX_CONTEXT);
    }

    private static Set<String> groups(ObjectNode category) {
        Set<String> groups = new HashSet<>();
        ObjectNode groupings = Fields.object(category, "groupings");
        if (groupings == null) {
            return groups;
        }
        for (JsonNode group : groupings.path("group_by")) {
            String key = Json.string(group, "key");
            if (!BY_ROOM.equals(key) && !BY_SENDER.equals(key)) {
                throw MatrixException.invalidParam("group_by key must be room_id or sender");
            }
            groups.add(key);
        }
        return groups;
    }

    private static boolean isTrue(ObjectNode parent, String key) {
        return Boolean.TRUE.equals(Fields.bool(parent, key));
    }

    private static ObjectNode object(ObjectNode parent, String key) {
        ObjectNode value = Fields.object(parent, key);
        return value == null ? Json.object() : value;
    }
}
