package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthResult.denied;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.AuthRules;
import java.util.List;

/// The rule for `m.room.member`, a method for each membership.
final class MembershipRules {
    private static final String AUTHORISER = "join_authorised_via_users_server";

    private final AuthInput input;
    private final Pdu event;
    private final AuthRules rules;
    private final UserId sender;
    private final UserId target;
    private final String senderMembership;
    private final String targetMembership;

    private MembershipRules(AuthInput input, UserId target) {
        this.input = input;
        this.event = input.event();
        this.rules = input.rules();
        this.sender = event.sender();
        this.target = target;
        this.targetMembership = input.membership(target.value());
        this.senderMembership =
                sender.equals(target) ? targetMembership : input.membership(sender.value());
    }

    static AuthResult check(AuthInput input) {
        Pdu event = input.event();
        String stateKey = event.stateKey();
        String membership = Json.string(event.content(), "membership");
        if (stateKey == null || membership == null) {
            return denied("A membership needs a state key and a membership");
        }
        if (!UserId.isValid(stateKey)) {
            return denied("The state key is not a user ID");
        }
        return new MembershipRules(input, UserId.parse(stateKey)).check(membership);
    }

    private AuthResult check(String membership) {
        if (rules.restricted() && !signedByAuthoriser()) {
            return denied("Not signed by the server that is said to authorise the join");
        }
        return switch (membership) {
            case "join" -> join();
            case "invite" -> invite();
            case "leave" -> leave();
            case "ban" -> ban();
            case "knock" -> rules.knock() ? knock() : denied("Knocking is not possible");
            default -> denied("The membership is not known");
        };
    }

    /// Whether there is a signature; that those there are hold was checked on receipt ([RequiredSignatures]).
    private boolean signedByAuthoriser() {
        if (!event.content().has(AUTHORISER)) {
            return true;
        }
        String authoriser = Json.string(event.content(), AUTHORISER);
        return authoriser != null
                && UserId.isValid(authoriser)
                && !JsonSigner.keyIds(event.json(), UserId.parse(authoriser).server().value())
                        .isEmpty();
    }

    private AuthResult join() {
        if (isFirstJoin()) {
            return AuthResult.ALLOWED;
        }
        if (!sender.equals(target)) {
            return denied("Nobody can make another user join");
        }
        if (senderMembership.equals("ban")) {
            return denied("The user is banned from the room");
        }
        String rule = input.joinRule();
        if (rule.equals("public")) {
            return AuthResult.ALLOWED;
        }
        if (isRestricted(rule)) {
            return isInvitedOrJoined() || mayAuthoriseJoin()
                    ? AuthResult.ALLOWED
                    : denied("Nobody who may invite has authorised the join");
        }
        boolean invitable = rule.equals("invite") || rules.knock() && rule.equals("knock");
        return invitable && isInvitedOrJoined()
                ? AuthResult.ALLOWED
                : denied("The user is not invited to the room");
    }

    /// The creator's join, directly after the create event.
    private boolean isFirstJoin() {
        if (!event.prevEvents().equals(List.of(input.create().eventId()))) {
            return false;
        }
        String creator =
                rules.creatorInContent()
                        ? Json.string(input.create().content(), "creator")
                        : input.create().sender().value();
        return target.value().equals(creator);
    }

    private boolean isInvitedOrJoined() {
        return senderMembership.equals("invite") || senderMembership.equals("join");
    }

    private boolean isRestricted(String rule) {
        return rules.restricted() && rule.equals("restricted")
                || rules.knockRestricted() && rule.equals("knock_restricted");
    }

    private boolean mayAuthoriseJoin() {
        String authoriser = Json.string(event.content(), AUTHORISER);
        return authoriser != null
                && input.isJoined(authoriser)
                && input.power().userLevel(authoriser) >= input.power().invite();
    }

    private AuthResult invite() {
        if (event.content().has("third_party_invite")) {
            return targetMembership.equals("ban")
                    ? denied("The user is banned from the room")
                    : ThirdPartyInvite.check(input, target);
        }
        if (!senderMembership.equals("join")) {
            return denied("The sender is not in the room");
        }
        if (targetMembership.equals("join")) {
            return denied("The user is already in the room");
        }
        if (targetMembership.equals("ban")) {
            return denied("The user is banned from the room");
        }
        return input.power().canInvite(sender)
                ? AuthResult.ALLOWED
                : denied("The sender may not invite users");
    }

    private AuthResult leave() {
        if (sender.equals(target)) {
            boolean knocking = rules.knock() && senderMembership.equals("knock");
            return isInvitedOrJoined() || knocking
                    ? AuthResult.ALLOWED
                    : denied("The user is not in the room");
        }
        if (!senderMembership.equals("join")) {
            return denied("The sender is not in the room");
        }
        PowerLevels power = input.power();
        if (targetMembership.equals("ban") && input.senderLevel() < power.ban()) {
            return denied("The sender may not unban users");
        }
        return power.canKick(sender, target)
                ? AuthResult.ALLOWED
                : denied("The sender may not kick this user");
    }

    private AuthResult ban() {
        if (!senderMembership.equals("join")) {
            return denied("The sender is not in the room");
        }
        return input.power().canBan(sender, target)
                ? AuthResult.ALLOWED
                : denied("The sender may not ban this user");
    }

    private AuthResult knock() {
        String rule = input.joinRule();
        boolean open =
                rule.equals("knock") || rules.knockRestricted() && rule.equals("knock_restricted");
        if (!open) {
            return denied("The room does not take knocks");
        }
        if (!sender.equals(target)) {
            return denied("Nobody can knock for another user");
        }
        return senderMembership.equals("ban") || isInvitedOrJoined()
                ? denied("The user is banned, invited or in the room already")
                : AuthResult.ALLOWED;
    }
}
