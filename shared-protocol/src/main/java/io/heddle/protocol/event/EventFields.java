package io.heddle.protocol.event;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The parsed form of an event. All fields are final, so that a [Pdu] may publish it without a lock.
///
/// @param json the whole event; null once nobody is expected to ask for more than the rest
record EventFields(
        @Nullable ObjectNode json,
        String type,
        @Nullable String stateKey,
        UserId sender,
        RoomId roomId,
        ObjectNode content,
        long depth,
        long originServerTs) {

    /// Reads an event that was checked before it was stored.
    static EventFields ofStored(ObjectNode json, EventId id) {
        String room = Json.string(json, "room_id");
        return new EventFields(
                json,
                require(json, "type"),
                Json.string(json, "state_key"),
                new UserId(require(json, "sender")),
                room == null ? RoomId.ofCreateEvent(id) : new RoomId(room),
                Objects.requireNonNull(Json.object(json, "content"), "content"),
                number(json, "depth"),
                number(json, "origin_server_ts"));
    }

    EventFields withoutTree() {
        return new EventFields(
                null, type, stateKey, sender, roomId, content, depth, originServerTs);
    }

    private static String require(ObjectNode json, String key) {
        return Objects.requireNonNull(Json.string(json, key), key);
    }

    private static long number(ObjectNode json, String key) {
        Long value = Json.longValue(json, key);
        return value == null ? 0 : value;
    }
}
