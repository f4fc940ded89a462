package io.heddle.events.membership;

import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.Rooms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Joins that another room's membership allows.
/// https://spec.matrix.org/v1.19/client-server-api/#restricted-rooms
@Component
class RestrictedJoins {
    private final Rooms rooms;
    private final RoomState state;
    private final Memberships memberships;

    RestrictedJoins(Rooms rooms, RoomState state, Memberships memberships) {
        this.rooms = rooms;
        this.state = state;
        this.memberships = memberships;
    }

    /// Who of our users vouches for a join; absent when the room has no conditions. Fails with 403 when the conditions are
    /// not met, and with M_UNABLE_TO_GRANT_JOIN when none of our users could let the user in.
    Optional<UserId> authorisingUser(Room room, UserId user) {
        Map<StateKey, Pdu> current =
                state.current(
                        room.nid(),
                        List.of(StateKey.CREATE, StateKey.JOIN_RULES, StateKey.POWER_LEVELS));
        Pdu rules = current.get(StateKey.JOIN_RULES);
        String rule = rules == null ? "invite" : Json.string(rules.content(), "join_rule");
        boolean restricted =
                "restricted".equals(rule) && room.version().auth().restricted()
                        || "knock_restricted".equals(rule)
                                && room.version().auth().knockRestricted();
        if (!restricted || rules == null) {
            return Optional.empty();
        }
        if (!allowed(Json.array(rules.content(), "allow"), user)) {
            throw MatrixException.forbidden(
                    "You do not belong to any of the required rooms or spaces to join this room");
        }
        PowerLevels levels =
                PowerLevels.of(
                        current.get(StateKey.POWER_LEVELS),
                        java.util.Objects.requireNonNull(current.get(StateKey.CREATE)));
        return Optional.of(
                memberships.joinedLocalUsers(room.nid()).stream()
                        .map(UserId::parse)
                        .filter(levels::canInvite)
                        .findFirst()
                        .orElseThrow(() ->
                                new MatrixException(
                                        400,
                                        "M_UNABLE_TO_GRANT_JOIN",
                                        "No user of this server may let you into this room")));
    }

    private boolean allowed(@org.jspecify.annotations.Nullable ArrayNode conditions, UserId user) {
        if (conditions == null) {
            return false;
        }
        for (JsonNode condition : conditions) {
            String roomId = Json.string(condition, "room_id");
            if ("m.room_membership".equals(Json.string(condition, "type"))
                    && roomId != null
                    && RoomId.isValid(roomId)
                    && rooms.find(RoomId.parse(roomId))
                            .map(room -> memberships.isJoined(user, room.nid()))
                            .orElse(false)) {
                return true;
            }
        }
        return false;
    }
}
