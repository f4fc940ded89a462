package io.heddle.events.membership;

import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.alias.RoomAliases;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.node.ObjectNode;

/// Changes of membership that local users ask for. What a room's rules forbid the room's writer refuses; here stands what the
/// endpoints promise beyond that.
/// https://spec.matrix.org/v1.19/client-server-api/#room-membership
@Service
public class MembershipService {
    private static final String MEMBER = "m.room.member";

    private final Rooms rooms;
    private final RoomState state;
    private final Memberships memberships;
    private final RoomAliases aliases;
    private final RoomWriter writer;
    private final MembershipContent contents;
    private final RestrictedJoins restricted;
    private final InvitePermission permission;
    private final PredecessorState predecessors;
    private final MembershipLimits limits;
    private final HomeserverSettings settings;

    MembershipService(
            Rooms rooms,
            RoomState state,
            Memberships memberships,
            RoomAliases aliases,
            RoomWriter writer,
            MembershipContent contents,
            RestrictedJoins restricted,
            InvitePermission permission,
            PredecessorState predecessors,
            MembershipLimits limits,
            HomeserverSettings settings) {
        this.rooms = rooms;
        this.state = state;
        this.memberships = memberships;
        this.aliases = aliases;
        this.writer = writer;
        this.contents = contents;
        this.restricted = restricted;
        this.permission = permission;
        this.predecessors = predecessors;
        this.limits = limits;
        this.settings = settings;
    }

    /// The room that a path names by id or by alias. Fails with 404 M_NOT_FOUND, or 400 for what is neither.
    public RoomId resolve(String roomIdOrAlias) {
        if (roomIdOrAlias.startsWith("#")) {
            RoomAlias alias = RoomAlias.parse(roomIdOrAlias);
            return aliases.find(alias)
                    .flatMap(found -> rooms.find(found.roomNid()))
                    .map(Room::id)
                    .orElseThrow(
                            () -> MatrixException.notFound("Room alias " + alias + " not found"));
        }
        return RoomId.parse(roomIdOrAlias);
    }

    /// A membership in the client's own words, by the state endpoint: the conditions are those of the other endpoints.
    public EventId put(Requester requester, RoomId roomId, UserId target, EventDraft draft) {
        String membership = Json.string(draft.content(), "membership");
        boolean self = target.equals(requester.userId());
        if (!self || !Membership.LEAVE.equals(membership)) {
            requester.mustNotBeSuspended();
        }
        Room room =
                rooms.find(roomId)
                        .orElseThrow(() -> MatrixException.forbidden("You are not in this room"));
        if (Membership.INVITE.equals(membership)) {
            limits.invite(requester, roomId, target);
            if (target.server().value().equals(settings.serverName())) {
                permission.check(target);
            }
        }
        if (self && Membership.JOIN.equals(membership)) {
            return putJoin(requester, room, draft);
        }
        limits.write(requester);
        return writer.send(roomId, draft);
    }

    private EventId putJoin(Requester requester, Room room, EventDraft draft) {
        String present = membership(requester.userId(), room);
        if (present.equals(Membership.JOIN)) {
            limits.write(requester);
            return writer.send(room.id(), draft);
        }
        limits.join(requester, room.id());
        requireGuestsAllowed(requester, room);
        ObjectNode content = Json.object();
        content.setAll(draft.content());
        if (requester.guest()) {
            content.put("kind", "guest");
        }
        if (!present.equals(Membership.INVITE)) {
            restricted
                    .authorisingUser(room, requester.userId())
                    .ifPresent(by -> content.put("join_authorised_via_users_server", by.value()));
        }
        EventId joined =
                writer.send(
                        room.id(),
                        EventDraft.state(
                                        requester.userId(),
                                        MEMBER,
                                        requester.userId().value(),
                                        content)
                                .at(draft.originServerTs())
                                .in(draft.transaction()));
        limits.joined(room.id());
        return joined;
    }

    /// Joins a room; being in it already is fine.
    public void join(Requester requester, RoomId roomId, @Nullable ObjectNode body) {
        requester.mustNotBeSuspended();
        String reason = Fields.string(body, "reason");
        ObjectNode signed = signed(body);
        UserId user = requester.userId();
        Room room = known(roomId);
        Optional<Membership> present = memberships.find(user, room.nid());
        if (present.map(Membership::isJoined).orElse(false)) {
            return;
        }
        limits.join(requester, roomId);
        requireGuestsAllowed(requester, room);
        ObjectNode content = contents.withProfile(user, Membership.JOIN, reason);
        contents.addOwn(content, body);
        if (requester.guest()) {
            content.put("kind", "guest");
        }
        boolean invited =
                present.map(membership -> membership.membership().equals(Membership.INVITE))
                        .orElse(false);
        if (!invited && signed == null) {
            restricted
                    .authorisingUser(room, user)
                    .ifPresent(by -> content.put("join_authorised_via_users_server", by.value()));
        }
        writer.send(roomId, EventDraft.state(user, MEMBER, user.value(), content));
        limits.joined(roomId);
        predecessors.carryOver(user, room);
    }

    /// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3joinroomidoralias
    private static @Nullable ObjectNode signed(@Nullable ObjectNode body) {
        ObjectNode signed = Fields.object(body, "third_party_signed");
        if (signed != null) {
            List.of("sender", "mxid", "token").forEach(key -> Fields.requiredString(signed, key));
            if (Fields.object(signed, "signatures") == null) {
                throw MatrixException.missingParam("signatures");
            }
        }
        return signed;
    }

    /// Invites a user; inviting one who is invited already is fine.
    public void invite(
            Requester requester, RoomId roomId, UserId invitee, @Nullable String reason) {
        requester.mustNotBeSuspended();
        limits.invite(requester, roomId, invitee);
        Room room = mine(requester, roomId);
        Optional<Membership> present = memberships.find(invitee, room.nid());
        if (present.map(membership -> membership.membership().equals(Membership.INVITE))
                .orElse(false)) {
            return;
        }
        if (invitee.server().value().equals(settings.serverName())) {
            permission.check(invitee);
        }
        limits.write(requester);
        writer.send(roomId, inviteDraft(requester.userId(), invitee, reason, false));
    }

    /// The draft of an invite.
    public EventDraft inviteDraft(
            UserId sender, UserId invitee, @Nullable String reason, boolean direct) {
        ObjectNode content = contents.withProfile(invitee, Membership.INVITE, reason);
        if (direct) {
            content.put("is_direct", true);
        }
        return EventDraft.state(sender, MEMBER, invitee.value(), content);
    }

    /// Leaves a room, rejects an invite or takes back a knock; having left already is fine.
    public void leave(Requester requester, RoomId roomId, @Nullable String reason) {
        limits.write(requester);
        leave(requester.userId(), known(roomId), reason);
    }

    private void leave(UserId user, Room room, @Nullable String reason) {
        Membership present =
                memberships
                        .find(user, room.nid())
                        .orElseThrow(() -> MatrixException.forbidden("You are not in this room"));
        if (present.membership().equals(Membership.LEAVE)) {
            return;
        }
        writer.send(
                room.id(),
                EventDraft.state(
                        user, MEMBER, user.value(), contents.plain(Membership.LEAVE, reason)));
    }

    public void kick(Requester requester, RoomId roomId, UserId target, @Nullable String reason) {
        requester.mustNotBeSuspended();
        Room room = mine(requester, roomId);
        String membership = membership(target, room);
        if (membership.equals(Membership.LEAVE) || membership.equals(Membership.BAN)) {
            throw MatrixException.forbidden("The user is not in the room");
        }
        set(requester, room, target, Membership.LEAVE, reason);
    }

    public void ban(Requester requester, RoomId roomId, UserId target, @Nullable String reason) {
        requester.mustNotBeSuspended();
        Room room = mine(requester, roomId);
        if (!membership(target, room).equals(Membership.BAN)) {
            set(requester, room, target, Membership.BAN, reason);
        }
    }

    public void unban(Requester requester, RoomId roomId, UserId target, @Nullable String reason) {
        requester.mustNotBeSuspended();
        Room room = mine(requester, roomId);
        if (!membership(target, room).equals(Membership.BAN)) {
            throw MatrixException.forbidden("The user is not banned from the room");
        }
        set(requester, room, target, Membership.LEAVE, reason);
    }

    /// Knocks; having knocked already is fine.
    public void knock(Requester requester, RoomId roomId, @Nullable String reason) {
        requester.mustNotBeSuspended();
        Room room = known(roomId);
        UserId user = requester.userId();
        switch (membership(user, room)) {
            case Membership.KNOCK -> {}
            case Membership.JOIN -> throw MatrixException.forbidden("You are in this room already");
            case Membership.INVITE ->
                    throw MatrixException.forbidden("You are invited to this room already");
            default -> {
                limits.write(requester);
                writer.send(
                        roomId,
                        EventDraft.state(
                                user,
                                MEMBER,
                                user.value(),
                                contents.withProfile(user, Membership.KNOCK, reason)));
            }
        }
    }

    /// Forgets a room that the user has left. Fails with 400 M_UNKNOWN while the user is in it.
    public void forget(Requester requester, RoomId roomId) {
        Room room = known(roomId);
        Membership present =
                memberships
                        .find(requester.userId(), room.nid())
                        .orElseThrow(() -> MatrixException.notFound("You were never in this room"));
        if (!present.membership().equals(Membership.LEAVE)
                && !present.membership().equals(Membership.BAN)) {
            throw new MatrixException(
                    400, "M_UNKNOWN", "You are still in this room: leave it first");
        }
        memberships.forget(requester.userId(), room.nid());
    }

    private void requireGuestsAllowed(Requester requester, Room room) {
        if (requester.guest() && !guestsMayJoin(room)) {
            throw new MatrixException(
                    403, "M_GUEST_ACCESS_FORBIDDEN", "Guests may not join this room");
        }
    }

    /// What guests need to enter. https://spec.matrix.org/v1.19/client-server-api/#guest-access
    private boolean guestsMayJoin(Room room) {
        return state.current(room.nid(), new StateKey("m.room.guest_access", ""))
                .map(event -> "can_join".equals(Json.string(event.content(), "guest_access")))
                .orElse(false);
    }

    private void set(
            Requester requester,
            Room room,
            UserId target,
            String membership,
            @Nullable String reason) {
        limits.write(requester);
        writer.send(
                room.id(),
                EventDraft.state(
                        requester.userId(),
                        MEMBER,
                        target.value(),
                        contents.plain(membership, reason)));
    }

    private String membership(UserId user, Room room) {
        return memberships
                .find(user, room.nid())
                .map(Membership::membership)
                .orElse(Membership.LEAVE);
    }

    /// A room that one of our users is in, or was.
    private Room known(RoomId roomId) {
        return rooms.find(roomId)
                .orElseThrow(() -> MatrixException.notFound("This server knows no room " + roomId));
    }

    private Room mine(Requester requester, RoomId roomId) {
        return rooms.find(roomId)
                .filter(room -> memberships.isJoined(requester.userId(), room.nid()))
                .orElseThrow(() -> MatrixException.forbidden("You are not in this room"));
    }

    /// The power levels in force in a room.
    public PowerLevels powerLevels(Room room) {
        Map<StateKey, Pdu> current =
                state.current(room.nid(), List.of(StateKey.CREATE, StateKey.POWER_LEVELS));
        return PowerLevels.of(
                current.get(StateKey.POWER_LEVELS),
                java.util.Objects.requireNonNull(current.get(StateKey.CREATE)));
    }
}
