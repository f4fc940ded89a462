package io.heddle.client.space;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomSummary;
import io.heddle.storage.room.Rooms;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Whether a user may see what a room is about: members and the invited, whoever may join or knock, and anybody when its
/// history is world-readable.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidhierarchy
@Component
public class RoomPreviews {
    private static final Set<String> OPEN = Set.of("public", "knock", "knock_restricted");

    private final Memberships memberships;
    private final Rooms rooms;

    RoomPreviews(Memberships memberships, Rooms rooms) {
        this.memberships = memberships;
        this.rooms = rooms;
    }

    /// @param user null for who did not say who they are
    /// @param membership the user's present one; null for none
    public boolean allows(RoomSummary summary, @Nullable UserId user, @Nullable String membership) {
        if (summary.worldReadable()) {
            return true;
        }
        return switch (membership) {
            case Membership.JOIN, Membership.INVITE -> true;
            case Membership.BAN -> false;
            case null, default ->
                    summary.isOpen() || user != null && isIn(user, summary.allowedRoomIds());
        };
    }

    /// The same for a room that this server is not in, as other servers summarise it.
    public boolean allowsRemote(ObjectNode room, @Nullable UserId user) {
        String joinRule = Json.string(room, "join_rule");
        List<String> allowed = Json.strings(room, "allowed_room_ids");
        return Json.isTrue(room, "world_readable")
                || joinRule == null
                || OPEN.contains(joinRule)
                || user != null
                        && (allowed != null && isIn(user, allowed)
                                || isInvited(user, Json.string(room, "room_id")));
    }

    private boolean isInvited(UserId user, @Nullable String roomId) {
        return roomId != null
                && RoomId.isValid(roomId)
                && rooms.find(RoomId.parse(roomId))
                        .flatMap(room -> memberships.find(user, room.nid()))
                        .filter(member -> member.membership().equals(Membership.INVITE))
                        .isPresent();
    }

    /// Whether a user is joined to any of some rooms.
    private boolean isIn(UserId user, Collection<String> roomIds) {
        if (roomIds.isEmpty()) {
            return false;
        }
        List<RoomId> ids = roomIds.stream().filter(RoomId::isValid).map(RoomId::parse).toList();
        Set<Long> nids =
                rooms.byIds(ids).values().stream().map(Room::nid).collect(Collectors.toSet());
        return memberships.of(user, nids).values().stream().anyMatch(Membership::isJoined);
    }
}
