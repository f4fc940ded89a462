package io.heddle.protocol.auth;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Which entries of the room state give a sender the permission to send an event.
/// https://spec.matrix.org/v1.19/server-server-api/#auth-events-selection
public final class AuthEventSelection {
    private AuthEventSelection() {}

    /// The keys whose current events, where there are any, belong into `auth_events`.
    public static Set<StateKey> keysFor(
            String type,
            @Nullable String stateKey,
            UserId sender,
            ObjectNode content,
            RoomVersion version) {
        Set<StateKey> keys = new LinkedHashSet<>();
        if (type.equals("m.room.create")) {
            return keys;
        }
        if (!version.auth().roomIdIsCreateHash()) {
            keys.add(StateKey.CREATE);
        }
        keys.add(StateKey.POWER_LEVELS);
        keys.add(StateKey.member(sender.value()));
        if (type.equals("m.room.member") && stateKey != null) {
            addForMembership(keys, stateKey, content, version);
        }
        return keys;
    }

    public static Set<StateKey> keysFor(Pdu event) {
        return keysFor(
                event.type(), event.stateKey(), event.sender(), event.content(), event.version());
    }

    /// The keys that [EventAuthorizer#authorize] may look at: those of `auth_events`, and the create event in every version.
    public static Set<StateKey> requiredState(Pdu event) {
        Set<StateKey> keys = keysFor(event);
        if (!event.type().equals("m.room.create")) {
            keys.add(StateKey.CREATE);
        }
        return keys;
    }

    private static void addForMembership(
            Set<StateKey> keys, String target, ObjectNode content, RoomVersion version) {
        keys.add(StateKey.member(target));
        switch (Json.string(content, "membership")) {
            case "join" -> {
                keys.add(StateKey.JOIN_RULES);
                String authoriser = Json.string(content, "join_authorised_via_users_server");
                if (authoriser != null && version.auth().restricted()) {
                    keys.add(StateKey.member(authoriser));
                }
            }
            case "invite" -> {
                keys.add(StateKey.JOIN_RULES);
                String token = ThirdPartyInvite.token(content);
                if (token != null) {
                    keys.add(new StateKey(ThirdPartyInvite.TYPE, token));
                }
            }
            case "knock" -> keys.add(StateKey.JOIN_RULES);
            case null, default -> {}
        }
    }
}
