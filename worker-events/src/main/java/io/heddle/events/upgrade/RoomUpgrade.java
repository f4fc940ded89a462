package io.heddle.events.upgrade;

import io.heddle.events.create.RoomCreation;
import io.heddle.events.membership.MembershipContent;
import io.heddle.events.membership.MembershipLimits;
import io.heddle.events.membership.MembershipService;
import io.heddle.events.membership.PredecessorState;
import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.storage.alias.RoomAliases;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomHeads;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Replaces a room by one of another version.
/// https://spec.matrix.org/v1.19/client-server-api/#room-upgrades
@Service
class RoomUpgrade {
    /// State that goes along as it is. Bans go too.
    private static final Set<String> COPIED =
            Set.of(
                    "m.room.server_acl",
                    "m.room.encryption",
                    "m.room.name",
                    "m.room.avatar",
                    "m.room.topic",
                    "m.room.guest_access",
                    "m.room.history_visibility",
                    "m.room.join_rules",
                    "m.room.pinned_events",
                    "m.space.child");

    /// Said plainly in the new room also where the old one left it to the default.
    private static final StateKey GUEST_ACCESS = new StateKey("m.room.guest_access", "");

    private static final long ADMINISTRATOR = 100;
    private static final String POWER_LEVELS = "m.room.power_levels";
    private static final String MEMBER = "m.room.member";

    private final Rooms rooms;
    private final RoomState state;
    private final RoomHeads heads;
    private final Memberships memberships;
    private final RoomAliases aliases;
    private final RoomWriter writer;
    private final RoomCreation creation;
    private final MembershipService membership;
    private final MembershipContent contents;
    private final PredecessorState predecessors;
    private final MembershipLimits limits;

    RoomUpgrade(
            Rooms rooms,
            RoomState state,
            RoomHeads heads,
            Memberships memberships,
            RoomAliases aliases,
            RoomWriter writer,
            RoomCreation creation,
            MembershipService membership,
            MembershipContent contents,
            PredecessorState predecessors,
            MembershipLimits limits) {
        this.rooms = rooms;
        this.state = state;
        this.heads = heads;
        this.memberships = memberships;
        this.aliases = aliases;
        this.writer = writer;
        this.creation = creation;
        this.membership = membership;
        this.contents = contents;
        this.predecessors = predecessors;
        this.limits = limits;
    }

    /// @param additionalCreators for versions that know them
    /// @return the id of the new room
    RoomId upgrade(
            Requester requester,
            RoomId roomId,
            RoomVersion version,
            List<UserId> additionalCreators) {
        requester.mustNotBeSuspended();
        limits.create(requester);
        UserId user = requester.userId();
        Room old =
                rooms.find(roomId)
                        .filter(room -> memberships.isJoined(user, room.nid()))
                        .orElseThrow(() -> MatrixException.forbidden("You are not in this room"));
        if (!membership.powerLevels(old).canSend(user, "m.room.tombstone", true)) {
            throw MatrixException.forbidden("You may not upgrade this room");
        }
        List<StoredEvent> present = state.currentAll(old.nid());
        List<EventDraft> drafts = successor(user, old, version, additionalCreators, present);
        RoomId replacement = writer.create(version, creation.newRoomId(), drafts);
        bury(user, old, replacement);
        return replacement;
    }

    private List<EventDraft> successor(
            UserId user,
            Room old,
            RoomVersion version,
            List<UserId> additionalCreators,
            List<StoredEvent> present) {
        Map<StateKey, Pdu> byKey = RoomState.byKey(present);
        Pdu create = java.util.Objects.requireNonNull(byKey.get(StateKey.CREATE));
        List<EventDraft> drafts = new ArrayList<>();
        drafts.add(
                EventDraft.state(
                        user,
                        "m.room.create",
                        "",
                        createContent(
                                user, old, version, additionalCreators, lastEvent(old), create)));
        drafts.add(
                EventDraft.state(
                        user, MEMBER, user.value(), contents.withProfile(user, "join", null)));
        Pdu oldLevels = byKey.get(StateKey.POWER_LEVELS);
        ObjectNode levels = levels(user, version, additionalCreators, oldLevels, create);
        drafts.add(EventDraft.state(user, POWER_LEVELS, "", levels));
        for (StoredEvent event : present) {
            Pdu pdu = event.pdu();
            String key = pdu.stateKey();
            boolean ban = pdu.type().equals(MEMBER) && "ban".equals(pdu.membership());
            if (key != null && (ban || COPIED.contains(pdu.type()) && !pdu.content().isEmpty())) {
                drafts.add(EventDraft.state(user, pdu.type(), key, pdu.content()));
            }
        }
        if (!byKey.containsKey(GUEST_ACCESS)) {
            ObjectNode closed = Json.object().put("guest_access", "forbidden");
            drafts.add(EventDraft.state(user, GUEST_ACCESS.type(), "", closed));
        }
        long own = PowerLevels.of(oldLevels, create).userLevel(user);
        if (own < ADMINISTRATOR && !version.auth().privilegedCreators()) {
            drafts.add(EventDraft.state(user, POWER_LEVELS, "", lowered(levels, user, own)));
        }
        return drafts;
    }

    private @Nullable EventId lastEvent(Room room) {
        return heads.read(room.nid()).extremities().keySet().stream().findFirst().orElse(null);
    }

    private static ObjectNode createContent(
            UserId user,
            Room old,
            RoomVersion version,
            List<UserId> additionalCreators,
            @Nullable EventId last,
            Pdu create) {
        ObjectNode content = Json.object();
        content.put("room_version", version.id());
        ObjectNode predecessor = content.putObject("predecessor");
        predecessor.put("room_id", old.id().value());
        if (last != null) {
            predecessor.put("event_id", last.value());
        }
        if (version.auth().creatorInContent()) {
            content.put("creator", user.value());
        }
        for (String kept : List.of("type", "m.federate")) {
            if (create.content().has(kept)) {
                content.set(kept, create.content().get(kept));
            }
        }
        if (version.auth().privilegedCreators() && !additionalCreators.isEmpty()) {
            ArrayNode creators = Json.array();
            additionalCreators.forEach(creator -> creators.add(creator.value()));
            content.set("additional_creators", creators);
        }
        return content;
    }

    /// The old levels, so that the one who upgrades can set the new room up, and fit for the new version.
    private static ObjectNode levels(
            UserId user,
            RoomVersion version,
            List<UserId> additionalCreators,
            @Nullable Pdu old,
            Pdu create) {
        PowerLevels before = PowerLevels.of(old, create);
        ObjectNode content = old == null ? Json.object() : old.content().deepCopy();
        ObjectNode users = Json.object(content, "users");
        ObjectNode changed = users == null ? Json.object() : users;
        if (version.auth().privilegedCreators()) {
            changed.remove(user.value());
            additionalCreators.forEach(creator -> changed.remove(creator.value()));
            ObjectNode events = Json.object(content, "events");
            ObjectNode withTombstone = events == null ? Json.object() : events;
            withTombstone.put("m.room.tombstone", Math.max(150, before.stateDefault() + 1));
            content.set("events", withTombstone);
        } else {
            before.creators()
                    .forEach(creator -> {
                        if (before.userLevel(creator) == PowerLevels.CREATOR) {
                            changed.put(creator.value(), ADMINISTRATOR);
                        }
                    });
            long own = before.userLevel(user);
            changed.put(
                    user.value(),
                    own == PowerLevels.CREATOR ? ADMINISTRATOR : Math.max(own, ADMINISTRATOR));
        }
        content.set("users", changed);
        return content;
    }

    /// The levels once the room is set up: who upgrades gains nothing by it.
    private static ObjectNode lowered(ObjectNode levels, UserId user, long own) {
        ObjectNode content = levels.deepCopy();
        content.withObjectProperty("users").put(user.value(), own);
        return content;
    }

    private void bury(UserId user, Room old, RoomId replacement) {
        ObjectNode tombstone = Json.object();
        tombstone
                .put("body", "This room has been replaced")
                .put("replacement_room", replacement.value());
        writer.send(old.id(), EventDraft.state(user, "m.room.tombstone", "", tombstone));
        Room room = rooms.find(replacement).orElseThrow();
        aliases.move(old.nid(), room.nid());
        moveCanonicalAlias(user, old, replacement);
        if (rooms.isPublic(old.nid())) {
            rooms.setPublic(room.nid(), true);
            rooms.setPublic(old.nid(), false);
        }
        predecessors.carryOver(user, room);
        mute(user, old);
    }

    private void moveCanonicalAlias(UserId user, Room old, RoomId replacement) {
        StateKey key = new StateKey("m.room.canonical_alias", "");
        if (!membership.powerLevels(old).canSend(user, key.type(), true)) {
            return;
        }
        state.current(old.nid(), key)
                .filter(event -> !event.content().isEmpty())
                .ifPresent(event -> {
                    writer.send(old.id(), EventDraft.state(user, key.type(), "", Json.object()));
                    writer.send(
                            replacement, EventDraft.state(user, key.type(), "", event.content()));
                });
    }

    /// Where the one who upgrades may, nobody but moderators speaks or invites in the old room any more.
    private void mute(UserId user, Room old) {
        PowerLevels levels = membership.powerLevels(old);
        if (!levels.canSend(user, POWER_LEVELS, true)) {
            return;
        }
        long restricted = Math.max(levels.usersDefault() + 1, 50);
        ObjectNode content =
                state.current(old.nid(), StateKey.POWER_LEVELS)
                        .map(event -> event.content().deepCopy())
                        .orElseGet(Json::object);
        content.put("events_default", Math.max(levels.eventsDefault(), restricted));
        content.put("invite", Math.max(levels.invite(), restricted));
        writer.send(old.id(), EventDraft.state(user, POWER_LEVELS, "", content));
    }
}
