package io.heddle.protocol.auth;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.AuthRules;
import org.jspecify.annotations.Nullable;

/// What the rules look at: an event, the state it is checked against, and what follows from the two.
final class AuthInput {
    private final Pdu event;
    private final AuthState state;
    private final Pdu create;
    private final AuthRules rules;
    private @Nullable PowerLevels power;

    AuthInput(Pdu event, AuthState state, Pdu create) {
        this.event = event;
        this.state = state;
        this.create = create;
        this.rules = event.version().auth();
    }

    Pdu event() {
        return event;
    }

    Pdu create() {
        return create;
    }

    AuthRules rules() {
        return rules;
    }

    @Nullable Pdu state(StateKey key) {
        return state.get(key);
    }

    PowerLevels power() {
        if (power == null) {
            power = PowerLevels.of(state.get(StateKey.POWER_LEVELS), create);
        }
        return power;
    }

    long senderLevel() {
        return power().userLevel(event.sender());
    }

    /// `leave` where the user never had a membership.
    String membership(String user) {
        Pdu member = state.get(StateKey.member(user));
        String membership = member == null ? null : Json.string(member.content(), "membership");
        return membership == null ? "leave" : membership;
    }

    boolean isJoined(String user) {
        return membership(user).equals("join");
    }

    String joinRule() {
        Pdu joinRules = state.get(StateKey.JOIN_RULES);
        String rule = joinRules == null ? null : Json.string(joinRules.content(), "join_rule");
        return rule == null ? "invite" : rule;
    }
}
