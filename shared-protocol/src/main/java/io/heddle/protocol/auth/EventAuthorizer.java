package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthResult.denied;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.util.Collection;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/// The authorisation rules of every room version. A received event passes first [#checkAuthEvents], then [#authorize] against
/// its auth events, against the state before it, and against the current state (where failing means soft failure).
/// Signatures are the business of who received the event: see [RequiredSignatures].
/// https://spec.matrix.org/v1.19/server-server-api/#authorisation-rules
public final class EventAuthorizer {
    private EventAuthorizer() {}

    /// The rules that look at a state. `state` has the create event in every room version.
    public static AuthResult authorize(Pdu event, AuthState state) {
        if (event.type().equals("m.room.create")) {
            return CreateRules.check(event);
        }
        Pdu create = state.get(StateKey.CREATE);
        if (create == null) {
            return denied("The room has no create event");
        }
        if (!create.roomId().equals(event.roomId())) {
            return denied("The create event is of another room");
        }
        AuthInput input = new AuthInput(event, state, create);
        if (!mayFederate(input)) {
            return denied("The room is closed to other servers");
        }
        if (input.rules().specialCaseAliases() && event.type().equals("m.room.aliases")) {
            return checkAliases(event);
        }
        if (event.type().equals("m.room.member")) {
            return MembershipRules.check(input);
        }
        return checkOther(input);
    }

    /// The rules about the list in `auth_events` itself.
    ///
    /// @param authEvents the events the list names, in any order; one that is missing is an error
    /// @param rejected whether one of them (or the create event) was rejected
    /// @param create the room's create event, where the room version implies it by the room ID; ignored elsewhere
    public static AuthResult checkAuthEvents(
            Pdu event,
            Collection<Pdu> authEvents,
            Predicate<EventId> rejected,
            @Nullable Pdu create) {
        return AuthEventsRules.check(event, authEvents, rejected, create);
    }

    private static boolean mayFederate(AuthInput input) {
        JsonNode federate = input.create().content().get("m.federate");
        return federate == null
                || federate.equals(BooleanNode.TRUE)
                || input.event().sender().server().equals(input.create().sender().server());
    }

    private static AuthResult checkAliases(Pdu event) {
        String stateKey = event.stateKey();
        if (stateKey == null) {
            return denied("Aliases are room state");
        }
        return stateKey.equals(event.sender().server().value())
                ? AuthResult.ALLOWED
                : denied("The aliases are of another server");
    }

    private static AuthResult checkOther(AuthInput input) {
        Pdu event = input.event();
        if (!input.isJoined(event.sender().value())) {
            return denied("The sender is not in the room");
        }
        PowerLevels power = input.power();
        if (event.type().equals(ThirdPartyInvite.TYPE)) {
            return power.canInvite(event.sender())
                    ? AuthResult.ALLOWED
                    : denied("The sender may not invite users");
        }
        if (!power.canSend(event.sender(), event.type(), event.isState())) {
            return denied("The sender may not send events of this type");
        }
        String stateKey = event.stateKey();
        if (stateKey != null
                && stateKey.startsWith("@")
                && !stateKey.equals(event.sender().value())) {
            return denied("The state key is another user's");
        }
        if (event.type().equals("m.room.power_levels")) {
            return PowerLevelRules.check(input);
        }
        if (input.rules().redactionsChecked() && event.type().equals("m.room.redaction")) {
            return checkRedaction(input);
        }
        return AuthResult.ALLOWED;
    }

    private static AuthResult checkRedaction(AuthInput input) {
        Pdu event = input.event();
        if (input.power().canRedact(event.sender())) {
            return AuthResult.ALLOWED;
        }
        EventId redacts = event.redacts();
        return redacts != null && domain(redacts).equals(domain(event.eventId()))
                ? AuthResult.ALLOWED
                : denied("The sender may not redact this event");
    }

    /// The server part of an event ID of the first two room versions.
    private static String domain(EventId id) {
        return id.value().substring(id.value().indexOf(':') + 1);
    }
}
