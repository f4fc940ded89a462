package io.heddle.protocol.auth;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.AuthRules;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The servers whose valid signature an event needs before anything else is looked at.
/// https://spec.matrix.org/v1.19/server-server-api/#validating-hashes-and-signatures-on-received-events
public final class RequiredSignatures {
    private RequiredSignatures() {}

    /// The sender's server, but for third-party invites, which others send on the inviter's behalf; in the first two room
    /// versions the server of the event ID; and the server that let the user join a restricted room.
    public static Set<ServerName> of(Pdu event) {
        AuthRules rules = event.version().auth();
        Set<ServerName> servers = new LinkedHashSet<>();
        if (!isThirdPartyInvite(event)) {
            servers.add(event.sender().server());
        }
        if (rules.signedByEventIdServer()) {
            event.eventId().server().ifPresent(servers::add);
        }
        if (rules.restricted() && event.type().equals("m.room.member")) {
            String authoriser = Json.string(event.content(), "join_authorised_via_users_server");
            if (authoriser != null && UserId.isValid(authoriser)) {
                servers.add(UserId.parse(authoriser).server());
            }
        }
        return servers;
    }

    private static boolean isThirdPartyInvite(Pdu event) {
        ObjectNode content = event.content();
        return event.type().equals("m.room.member")
                && "invite".equals(Json.string(content, "membership"))
                && content.has("third_party_invite");
    }
}
