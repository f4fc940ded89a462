package io.heddle.main.alias;

import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.alias.RoomAliases;
import io.heddle.storage.alias.RoomAliases.Alias;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.Rooms;
import io.heddle.web.account.AliasNames;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes to the room directory. https://spec.matrix.org/v1.19/client-server-api/#room-aliases
@ClientController
class AliasController {
    private static final Logger LOG = LoggerFactory.getLogger(AliasController.class);
    private static final String CANONICAL = "m.room.canonical_alias";

    private final RoomAliases aliases;
    private final Rooms rooms;
    private final RoomState state;
    private final Memberships memberships;
    private final RoomWriter writer;
    private final AliasNames names;
    private final HomeserverSettings settings;
    private final Clock clock;

    AliasController(
            RoomAliases aliases,
            Rooms rooms,
            RoomState state,
            Memberships memberships,
            RoomWriter writer,
            AliasNames names,
            HomeserverSettings settings,
            Clock clock) {
        this.aliases = aliases;
        this.rooms = rooms;
        this.state = state;
        this.memberships = memberships;
        this.writer = writer;
        this.names = names;
        this.settings = settings;
        this.clock = clock;
    }

    record Target(@Nullable String roomId) {}

    @PutMapping("/directory/room/{roomAlias}")
    ObjectNode create(
            Requester requester, @PathVariable RoomAlias roomAlias, @RequestBody Target body) {
        requester.mustNotBeSuspended();
        if (body.roomId() == null) {
            throw MatrixException.missingParam("room_id");
        }
        RoomId roomId = RoomId.parse(body.roomId());
        mustBeOurs(roomAlias);
        names.check(requester, roomAlias);
        Room room = rooms.find(roomId).orElseThrow(() -> MatrixException.notFound("Unknown room"));
        if (requester.appService() == null
                && !memberships.isJoined(requester.userId(), room.nid())) {
            throw MatrixException.forbidden("You are not in this room");
        }
        if (!aliases.add(roomAlias, room.nid(), requester.userId(), clock.millis())) {
            throw new MatrixException(
                    409, "M_UNKNOWN", "Room alias " + roomAlias + " already exists");
        }
        return Json.object();
    }

    @DeleteMapping("/directory/room/{roomAlias}")
    ObjectNode delete(Requester requester, @PathVariable RoomAlias roomAlias) {
        mustBeOurs(roomAlias);
        Alias alias =
                aliases.find(roomAlias)
                        .orElseThrow(() -> MatrixException.notFound("Unknown room alias"));
        Room room = rooms.find(alias.roomNid()).orElseThrow();
        UserId user = requester.userId();
        if (!alias.creator().equals(user) && !requester.admin() && !mayChangeAliases(user, room)) {
            throw MatrixException.forbidden("You may not delete this alias");
        }
        if (!requester.admin()) {
            names.check(requester, roomAlias);
        }
        aliases.delete(roomAlias);
        dropFromState(user, room, roomAlias);
        return Json.object();
    }

    record Visibility(@Nullable String visibility) {}

    @PutMapping("/directory/list/room/{roomId}")
    ObjectNode publish(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestBody(required = false) @Nullable Visibility body) {
        requester.mustNotBeSuspended();
        String visibility =
                body == null || body.visibility() == null ? "public" : body.visibility();
        if (!visibility.equals("public") && !visibility.equals("private")) {
            throw MatrixException.invalidParam("visibility must be public or private");
        }
        Room room = rooms.find(roomId).orElseThrow(() -> MatrixException.notFound("Unknown room"));
        boolean member = memberships.isJoined(requester.userId(), room.nid());
        if (!requester.admin() && !(member && mayChangeAliases(requester.userId(), room))) {
            throw MatrixException.forbidden("You may not change the room's place in the directory");
        }
        rooms.setPublic(room.nid(), visibility.equals("public"));
        return Json.object();
    }

    private void mustBeOurs(RoomAlias alias) {
        if (!alias.server().value().equals(settings.serverName())) {
            throw MatrixException.invalidParam("Room alias must be local");
        }
    }

    private boolean mayChangeAliases(UserId user, Room room) {
        Map<StateKey, Pdu> current =
                state.current(room.nid(), List.of(StateKey.CREATE, StateKey.POWER_LEVELS));
        Pdu create = current.get(StateKey.CREATE);
        return create != null
                && memberships.isJoined(user, room.nid())
                && PowerLevels.of(current.get(StateKey.POWER_LEVELS), create)
                        .canSend(user, CANONICAL, true);
    }

    /// Takes a deleted alias out of the room's own list, where the user may.
    private void dropFromState(UserId user, Room room, RoomAlias alias) {
        state.current(room.nid(), new StateKey(CANONICAL, ""))
                .ifPresent(event -> {
                    ObjectNode content = event.content().deepCopy();
                    boolean changed = alias.value().equals(Json.string(content, "alias"));
                    if (changed) {
                        content.remove("alias");
                    }
                    if (Json.array(content, "alt_aliases") instanceof ArrayNode others) {
                        ArrayNode kept = Json.array();
                        others.values().stream()
                                .filter(other -> !alias.value().equals(other.asString("")))
                                .forEach(kept::add);
                        changed |= kept.size() < others.size();
                        content.set("alt_aliases", kept);
                    }
                    if (changed) {
                        send(user, room, content);
                    }
                });
    }

    private void send(UserId user, Room room, ObjectNode content) {
        try {
            writer.send(room.id(), EventDraft.state(user, CANONICAL, "", content));
        } catch (MatrixException e) {
            LOG.info("The alias stays in the state of {}: {}", room.id(), e.getMessage());
        }
    }
}
