package io.heddle.protocol.filter;

import io.heddle.protocol.error.MatrixException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A client's filter for sync. Immutable; the JSON as uploaded is what a server stores and gives back.
/// https://spec.matrix.org/v1.19/client-server-api/#filtering
public record Filter(
        RoomFilter room,
        EventFilter presence,
        EventFilter accountData,
        EventFields eventFields,
        SyncEventFormat format,
        ProfileFields profileFields) {
    private static final int MAX_EVENT_FIELDS = 1_000;
    private static final int MAX_PATH_LENGTH = 1_024;
    private static final Filter NONE =
            new Filter(
                    RoomFilter.NONE,
                    EventFilter.NONE,
                    EventFilter.NONE,
                    EventFields.ALL,
                    SyncEventFormat.CLIENT,
                    ProfileFields.NONE);

    /// The filter that changes nothing.
    public static Filter none() {
        return NONE;
    }

    /// Reads and checks a filter: 400 `M_BAD_JSON` for a value of the wrong type, 400 `M_INVALID_PARAM` for one that is
    /// not allowed. Unknown keys are ignored.
    public static Filter parse(ObjectNode json) {
        if (json.isEmpty()) {
            return NONE;
        }
        FilterReader reader = FilterReader.of(json);
        return new Filter(
                RoomFilter.read(reader.child("room")),
                EventFilter.read(reader.child("presence")),
                EventFilter.read(reader.child("account_data")),
                eventFields(reader.stringsOrNull("event_fields")),
                format(reader.stringOrNull("event_format")),
                ProfileFields.read(reader));
    }

    /// Whether a `filter` parameter holds a filter rather than the id of one, which never starts with a brace.
    public static boolean isInline(String parameter) {
        return parameter.startsWith("{");
    }

    private static EventFields eventFields(@Nullable List<String> paths) {
        if (paths == null) {
            return EventFields.ALL;
        }
        if (paths.size() > MAX_EVENT_FIELDS
                || paths.stream().anyMatch(path -> path.length() > MAX_PATH_LENGTH)) {
            throw MatrixException.invalidParam("Filter: 'event_fields' is too large");
        }
        return EventFields.of(paths);
    }

    private static SyncEventFormat format(@Nullable String format) {
        return switch (format) {
            case null -> SyncEventFormat.CLIENT;
            case "client" -> SyncEventFormat.CLIENT;
            case "federation" -> SyncEventFormat.FEDERATION;
            default ->
                    throw MatrixException.invalidParam(
                            "Filter: 'event_format' must be 'client' or 'federation'");
        };
    }

    /// Whether memberships in the state are limited to senders of what is shown.
    public boolean lazyLoadMembers() {
        return room.state().lazyLoadMembers();
    }

    public boolean includeRedundantMembers() {
        return room.state().includeRedundantMembers();
    }

    /// Whether unread counts are split by thread.
    public boolean unreadThreadNotifications() {
        return room.timeline().unreadThreadNotifications();
    }
}
