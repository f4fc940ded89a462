package io.heddle.protocol.filter;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Selects events of rooms; also the `filter` of `/messages`, `/context` and `/search`.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3useruseridfilter
///
/// @param containsUrl null when it does not matter whether the content has a `url`
/// @param includeRedundantMembers has no effect without `lazyLoadMembers`
/// @param relatedBySenders passes events to which an event of one of these senders relates; `only` is all that is
///     used. Neither this nor `relatedByRelTypes` is checked by [#matches]: the storage layer knows the relations
/// @param relatedByRelTypes passes events to which an event relates in one of these ways
public record RoomEventFilter(
        EventFilter events,
        Selection rooms,
        @Nullable Boolean containsUrl,
        boolean lazyLoadMembers,
        boolean includeRedundantMembers,
        boolean unreadThreadNotifications,
        Selection relatedBySenders,
        Selection relatedByRelTypes) {

    /// Lets everything pass.
    public static final RoomEventFilter NONE =
            new RoomEventFilter(
                    EventFilter.NONE,
                    Selection.ALL,
                    null,
                    false,
                    false,
                    false,
                    Selection.ALL,
                    Selection.ALL);

    /// 400 `M_BAD_JSON` or `M_INVALID_PARAM` for what is not a filter.
    public static RoomEventFilter parse(ObjectNode json) {
        return read(FilterReader.of(json));
    }

    static RoomEventFilter read(FilterReader json) {
        RoomEventFilter filter =
                new RoomEventFilter(
                        EventFilter.read(json),
                        json.roomIds("rooms"),
                        json.booleanOrNull("contains_url"),
                        json.flag("lazy_load_members"),
                        json.flag("include_redundant_members"),
                        json.flag(
                                "unread_thread_notifications",
                                "org.matrix.msc3773.unread_thread_notifications"),
                        Selection.of(json.stringsOrNull("related_by_senders"), null),
                        Selection.of(json.stringsOrNull("related_by_rel_types"), null));
        return filter.equals(NONE) ? NONE : filter;
    }

    /// Whether an event of an accepted room passes, its incoming relations aside.
    public boolean matches(String type, @Nullable String sender, @Nullable JsonNode content) {
        return events.matches(type, sender, content)
                && (containsUrl == null || containsUrl == (content != null && hasUrl(content)));
    }

    /// As [#matches(String, String, JsonNode)], the room included.
    public boolean matches(
            String roomId, String type, @Nullable String sender, @Nullable JsonNode content) {
        return rooms.accepts(roomId) && matches(type, sender, content);
    }

    /// What `contains_url` asks for: a `url` that is a string.
    public static boolean hasUrl(JsonNode content) {
        JsonNode url = content.get("url");
        return url != null && url.isString();
    }

    /// Whether the storage layer must apply `related_by_senders` or `related_by_rel_types`.
    public boolean needsRelations() {
        return !relatedBySenders.acceptsAll() || !relatedByRelTypes.acceptsAll();
    }

    public int limit(int byDefault, int maximum) {
        return events.limit(byDefault, maximum);
    }

    /// Whether no event can pass, so that none need be read.
    public boolean acceptsNothing() {
        return events.acceptsNothing() || rooms.acceptsNothing();
    }

    /// Whether every event of every room passes, the limit aside.
    public boolean acceptsAll() {
        return events.acceptsAll()
                && rooms.acceptsAll()
                && containsUrl == null
                && !needsRelations();
    }
}
