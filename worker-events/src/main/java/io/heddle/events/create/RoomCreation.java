package io.heddle.events.create;

import io.heddle.events.membership.InvitePermission;
import io.heddle.events.membership.MembershipContent;
import io.heddle.events.membership.MembershipLimits;
import io.heddle.events.membership.MembershipService;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.alias.RoomAliases;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.account.AliasNames;
import io.heddle.web.auth.Requester;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Makes rooms: all of a room's first events, its invites included, are stored in one transaction or not at all.
/// https://spec.matrix.org/v1.19/client-server-api/#creation
@Service
public class RoomCreation {
    private static final Set<String> VISIBILITIES = Set.of("public", "private");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 18;

    private final RoomWriter writer;
    private final Rooms rooms;
    private final RoomAliases aliases;
    private final AliasNames names;
    private final MembershipContent members;
    private final MembershipService membership;
    private final InvitePermission permission;
    private final MembershipLimits limits;
    private final HomeserverSettings settings;
    private final RandomGenerator random;
    private final Clock clock;

    RoomCreation(
            RoomWriter writer,
            Rooms rooms,
            RoomAliases aliases,
            AliasNames names,
            MembershipContent members,
            MembershipService membership,
            InvitePermission permission,
            MembershipLimits limits,
            HomeserverSettings settings,
            RandomGenerator random,
            Clock clock) {
        this.writer = writer;
        this.rooms = rooms;
        this.aliases = aliases;
        this.names = names;
        this.members = members;
        this.membership = membership;
        this.permission = permission;
        this.limits = limits;
        this.settings = settings;
        this.random = random;
        this.clock = clock;
    }

    public RoomId create(Requester requester, CreateRoomRequest request) {
        requester.mustNotBeSuspended();
        limits.create(requester);
        UserId creator = requester.userId();
        RoomVersion version = version(request.roomVersion());
        checkVisibility(request.visibility());
        refuseThirdPartyInvites(request);
        List<UserId> invitees = invitees(request, creator);
        if (!invitees.isEmpty()) {
            limits.inviteAtOnce(requester, invitees.size());
        }
        RoomAlias alias = alias(requester, request.roomAliasName());
        List<EventDraft> drafts =
                new ArrayList<>(new RoomPlan(creator, version, request).drafts(members, alias));
        invitees.forEach(invitee ->
                drafts.add(membership.inviteDraft(creator, invitee, null, request.direct())));
        RoomId roomId = store(version, drafts);
        Room room = rooms.find(roomId).orElseThrow();
        if (alias != null && !aliases.add(alias, room.nid(), creator, clock.millis())) {
            throw inUse(alias);
        }
        if ("public".equals(request.visibility())) {
            rooms.setPublic(room.nid(), true);
        }
        return roomId;
    }

    /// An id for a new room of this server; rooms whose id is a hash do not use it.
    public RoomId newRoomId() {
        StringBuilder id = new StringBuilder("!");
        random.ints(ID_LENGTH, 0, LETTERS.length()).forEach(i -> id.append(LETTERS.charAt(i)));
        return RoomId.parse(id.append(':').append(settings.serverName()).toString());
    }

    private RoomId store(RoomVersion version, List<EventDraft> drafts) {
        try {
            return writer.create(version, newRoomId(), drafts);
        } catch (MatrixException e) {
            if (e.errcode().equals("M_FORBIDDEN")) {
                throw new MatrixException(
                        400,
                        "M_INVALID_ROOM_STATE",
                        "The room would not allow its own state: " + e.getMessage());
            }
            throw e;
        }
    }

    private RoomVersion version(@Nullable String wanted) {
        String id = wanted == null ? settings.defaultRoomVersion() : wanted;
        return RoomVersions.find(id)
                .orElseThrow(() ->
                        new MatrixException(
                                400,
                                "M_UNSUPPORTED_ROOM_VERSION",
                                "This server does not support room version " + id));
    }

    private static void checkVisibility(@Nullable String visibility) {
        if (visibility != null && !VISIBILITIES.contains(visibility)) {
            throw MatrixException.invalidParam("visibility must be public or private");
        }
    }

    private static void refuseThirdPartyInvites(CreateRoomRequest request) {
        if (request.invite3pid() != null && !request.invite3pid().isEmpty()) {
            throw new MatrixException(
                    403, "M_THREEPID_DENIED", "This server looks up no third-party identifiers");
        }
    }

    private List<UserId> invitees(CreateRoomRequest request, UserId creator) {
        List<UserId> invitees = request.invitees().stream().map(UserId::parse).toList();
        for (UserId invitee : invitees) {
            if (invitee.equals(creator)) {
                throw MatrixException.forbidden("You cannot invite yourself");
            }
            if (invitee.server().value().equals(settings.serverName())) {
                permission.check(invitee);
            }
        }
        return invitees;
    }

    private @Nullable RoomAlias alias(Requester requester, @Nullable String localpart) {
        if (localpart == null) {
            return null;
        }
        if (localpart.isBlank()
                || localpart.contains(":")
                || localpart.chars().anyMatch(Character::isWhitespace)) {
            throw MatrixException.invalidParam("room_alias_name is not the local part of an alias");
        }
        RoomAlias alias = RoomAlias.parse("#" + localpart + ":" + settings.serverName());
        names.check(requester, alias);
        if (aliases.find(alias).isPresent()) {
            throw inUse(alias);
        }
        return alias;
    }

    private static MatrixException inUse(RoomAlias alias) {
        return new MatrixException(400, "M_ROOM_IN_USE", "Room alias " + alias + " already taken");
    }
}
