package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthResult.denied;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.room.AuthRules;
import io.heddle.protocol.room.RoomVersions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rule 1: `m.room.create`. It looks at nothing but the event.
final class CreateRules {
    private CreateRules() {}

    static AuthResult check(Pdu event) {
        AuthRules rules = event.version().auth();
        if (!event.prevEvents().isEmpty()) {
            return denied("A create event cannot have previous events");
        }
        if (rules.roomIdIsCreateHash()) {
            if (event.json().has("room_id")) {
                return denied("The create event of this room version cannot have a room_id");
            }
        } else if (!roomOfSendersServer(event)) {
            return denied("The room ID is of another server than the creator");
        }
        JsonNode version = event.content().get("room_version");
        if (version != null && !isKnown(version)) {
            return denied("The room version is not known");
        }
        if (rules.creatorInContent() && !event.content().has("creator")) {
            return denied("The create event names no creator");
        }
        if (rules.privilegedCreators() && !areUsers(event.content().get("additional_creators"))) {
            return denied("additional_creators must be a list of user IDs");
        }
        return AuthResult.ALLOWED;
    }

    private static boolean roomOfSendersServer(Pdu event) {
        Optional<ServerName> server = event.roomId().server();
        return server.isPresent() && server.get().equals(event.sender().server());
    }

    private static boolean isKnown(JsonNode version) {
        return version.isString() && RoomVersions.find(version.stringValue()).isPresent();
    }

    private static boolean areUsers(@Nullable JsonNode creators) {
        if (creators == null) {
            return true;
        }
        if (!creators.isArray()) {
            return false;
        }
        for (JsonNode creator : creators) {
            if (!creator.isString() || !UserId.isValid(creator.stringValue())) {
                return false;
            }
        }
        return true;
    }
}
