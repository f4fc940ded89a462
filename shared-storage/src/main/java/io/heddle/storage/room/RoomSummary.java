package io.heddle.storage.room;

import io.heddle.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a room looks like from outside.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1room_summaryroomidoralias
///
/// @param topic as plain text
/// @param allowedRoomIds the rooms whose members may join a restricted room
/// @param encryption the algorithm; null when the room is not encrypted
/// @param federates whether users of other servers may join
public record RoomSummary(
        Room room,
        @Nullable String name,
        @Nullable String topic,
        @Nullable String canonicalAlias,
        @Nullable String avatarUrl,
        String joinRule,
        List<String> allowedRoomIds,
        boolean worldReadable,
        boolean guestCanJoin,
        @Nullable String roomType,
        @Nullable String encryption,
        long joinedMembers,
        boolean federates) {
    public static final String SPACE = "m.space";

    public boolean isSpace() {
        return SPACE.equals(roomType);
    }

    /// Whether anybody may become a member or ask to be one.
    public boolean isOpen() {
        return switch (joinRule) {
            case "public", "knock", "knock_restricted" -> true;
            default -> false;
        };
    }

    /// An entry of the room directory.
    public ObjectNode published() {
        ObjectNode json = Json.object();
        json.put("room_id", room.id().value());
        put(json, "name", name);
        put(json, "topic", topic);
        put(json, "canonical_alias", canonicalAlias);
        put(json, "avatar_url", avatarUrl);
        put(json, "room_type", roomType);
        json.put("num_joined_members", joinedMembers);
        json.put("world_readable", worldReadable);
        json.put("guest_can_join", guestCanJoin);
        json.put("join_rule", joinRule);
        return json;
    }

    /// What summaries and hierarchies say of a room.
    public ObjectNode full() {
        ObjectNode json = published();
        put(json, "encryption", encryption);
        json.put("room_version", room.version().id());
        if (!allowedRoomIds.isEmpty()) {
            allowedRoomIds.forEach(json.putArray("allowed_room_ids")::add);
        }
        return json;
    }

    private static void put(ObjectNode json, String key, @Nullable String value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
