package io.heddle.federation.query;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What other servers say of rooms, as far as it has the shape that clients rely on.
final class RemoteRoomAnswers {
    private static final List<String> TEXTS =
            List.of(
                    "name",
                    "topic",
                    "canonical_alias",
                    "avatar_url",
                    "room_type",
                    "join_rule",
                    "encryption",
                    "room_version");
    private static final List<String> FLAGS = List.of("world_readable", "guest_can_join");

    private RemoteRoomAnswers() {}

    /// A page of a room directory without the entries that are malformed.
    static ObjectNode page(ObjectNode answer) {
        ObjectNode page = Json.object();
        ArrayNode rooms = page.putArray("chunk");
        ArrayNode told = Json.array(answer, "chunk");
        if (told != null) {
            for (JsonNode entry : told) {
                if (entry instanceof ObjectNode room && isRoom(room)) {
                    rooms.add(summary(room));
                }
            }
        }
        for (String token : List.of("next_batch", "prev_batch")) {
            String value = Json.string(answer, token);
            if (value != null) {
                page.put(token, value);
            }
        }
        Long total = Json.longValue(answer, "total_room_count_estimate");
        if (total != null) {
            page.put("total_room_count_estimate", total);
        }
        return page;
    }

    /// A room and its children; null when it is not about the room asked for.
    static @Nullable ObjectNode hierarchy(RoomId asked, ObjectNode answer) {
        ObjectNode room = Json.object(answer, "room");
        if (room == null || !asked.value().equals(Json.string(room, "room_id")) || !isRoom(room)) {
            return null;
        }
        ObjectNode checked = Json.object();
        checked.set("room", summary(room));
        ArrayNode children = checked.putArray("children");
        ArrayNode told = Json.array(answer, "children");
        if (told != null) {
            for (JsonNode child : told) {
                if (child instanceof ObjectNode entry && isRoom(entry)) {
                    children.add(summary(entry));
                }
            }
        }
        ArrayNode closed = checked.putArray("inaccessible_children");
        List<String> ids = Json.strings(answer, "inaccessible_children");
        if (ids != null) {
            ids.stream().filter(RoomId::isValid).forEach(closed::add);
        }
        return checked;
    }

    private static boolean isRoom(ObjectNode room) {
        String id = Json.string(room, "room_id");
        Long members = Json.longValue(room, "num_joined_members");
        return id != null
                && RoomId.isValid(id)
                && members != null
                && members >= 0
                && Json.isShallow(room);
    }

    private static ObjectNode summary(ObjectNode told) {
        ObjectNode room = told.deepCopy();
        for (String key : TEXTS) {
            if (Json.string(room, key) == null) {
                room.remove(key);
            }
        }
        for (String key : FLAGS) {
            room.put(key, Json.isTrue(told, key));
        }
        if (room.has("children_state") && Json.array(room, "children_state") == null) {
            room.putArray("children_state");
        }
        return room;
    }
}
