package io.heddle.events.membership;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// The membership endpoints. https://spec.matrix.org/v1.19/client-server-api/#room-membership
@ClientController
class MembershipController {
    private final MembershipService membership;
    private final MembershipLimits limits;

    MembershipController(MembershipService membership, MembershipLimits limits) {
        this.membership = membership;
        this.limits = limits;
    }

    /// The body of the endpoints that name a user; `userId` comes from JSON and is checked on reading.
    record Target(@Nullable String userId, @Nullable String reason) {
        UserId user() {
            if (userId == null) {
                throw MatrixException.missingParam("user_id");
            }
            return UserId.parse(userId);
        }
    }

    record Reason(@Nullable String reason) {}

    @GuestsAllowed
    @PostMapping("/join/{roomIdOrAlias}")
    ObjectNode joinByName(
            Requester requester,
            @PathVariable String roomIdOrAlias,
            @RequestBody(required = false) @Nullable ObjectNode body) {
        return join(requester, membership.resolve(roomIdOrAlias), body);
    }

    @GuestsAllowed
    @PostMapping("/rooms/{roomId}/join")
    ObjectNode join(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestBody(required = false) @Nullable ObjectNode body) {
        membership.join(requester, roomId, body);
        return Json.object().put("room_id", roomId.value());
    }

    @PostMapping("/knock/{roomIdOrAlias}")
    ObjectNode knock(
            Requester requester,
            @PathVariable String roomIdOrAlias,
            @RequestBody(required = false) @Nullable Reason body) {
        RoomId roomId = membership.resolve(roomIdOrAlias);
        membership.knock(requester, roomId, reason(body));
        return Json.object().put("room_id", roomId.value());
    }

    /// An invite by Matrix id; one by third-party id needs an identity server, and this server is set up without any.
    record Invite(
            @Nullable String userId,
            @Nullable String reason,
            @Nullable String idServer,
            @Nullable String idAccessToken,
            @Nullable String medium,
            @Nullable String address) {

        /// Whether it is one by third-party id, and then a complete one.
        boolean isThirdParty() {
            if (userId != null || medium == null) {
                return false;
            }
            if (idServer == null || idAccessToken == null || address == null) {
                throw MatrixException.missingParam("id_server, id_access_token and address");
            }
            return true;
        }
    }

    @PostMapping("/rooms/{roomId}/invite")
    ObjectNode invite(Requester requester, @PathVariable RoomId roomId, @RequestBody Invite body) {
        if (body.isThirdParty()) {
            limits.thirdPartyInvite(requester);
            throw new MatrixException(
                    403, "M_THREEPID_DENIED", "This server looks up no third-party identifiers");
        }
        membership.invite(requester, roomId, new Target(body.userId(), null).user(), body.reason());
        return Json.object();
    }

    @GuestsAllowed
    @PostMapping("/rooms/{roomId}/leave")
    ObjectNode leave(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestBody(required = false) @Nullable Reason body) {
        membership.leave(requester, roomId, reason(body));
        return Json.object();
    }

    @PostMapping("/rooms/{roomId}/kick")
    ObjectNode kick(Requester requester, @PathVariable RoomId roomId, @RequestBody Target body) {
        membership.kick(requester, roomId, body.user(), body.reason());
        return Json.object();
    }

    @PostMapping("/rooms/{roomId}/ban")
    ObjectNode ban(Requester requester, @PathVariable RoomId roomId, @RequestBody Target body) {
        membership.ban(requester, roomId, body.user(), body.reason());
        return Json.object();
    }

    @PostMapping("/rooms/{roomId}/unban")
    ObjectNode unban(Requester requester, @PathVariable RoomId roomId, @RequestBody Target body) {
        membership.unban(requester, roomId, body.user(), body.reason());
        return Json.object();
    }

    @GuestsAllowed
    @PostMapping("/rooms/{roomId}/forget")
    ObjectNode forget(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestBody(required = false) @Nullable ObjectNode body) {
        membership.forget(requester, roomId);
        return Json.object();
    }

    private static @Nullable String reason(@Nullable Reason body) {
        return body == null ? null : body.reason();
    }
}
