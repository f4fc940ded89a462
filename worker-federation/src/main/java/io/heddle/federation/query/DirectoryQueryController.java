package io.heddle.federation.query;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.alias.RoomAliases;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Origin;
import io.heddle.web.directory.PublicRooms;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells other servers what local aliases stand for, and which rooms are published.
/// https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1querydirectory
@RestController
@RequestMapping("/_matrix/federation/v1")
class DirectoryQueryController {
    private static final int MAX_SERVERS = 50;

    private final RoomAliases aliases;
    private final Rooms rooms;
    private final Memberships memberships;
    private final PublicRooms published;
    private final HomeserverSettings settings;

    DirectoryQueryController(
            RoomAliases aliases,
            Rooms rooms,
            Memberships memberships,
            PublicRooms published,
            HomeserverSettings settings) {
        this.aliases = aliases;
        this.rooms = rooms;
        this.memberships = memberships;
        this.published = published;
        this.settings = settings;
    }

    @GetMapping("/query/directory")
    ObjectNode resolve(
            @SuppressWarnings("unused") Origin origin,
            @RequestParam("room_alias") RoomAlias alias) {
        if (!alias.server().value().equals(settings.serverName())) {
            throw MatrixException.invalidParam("The alias is not hosted on this homeserver");
        }
        Room room =
                aliases.find(alias)
                        .flatMap(found -> rooms.find(found.roomNid()))
                        .orElseThrow(() -> MatrixException.notFound("Room alias not found"));
        ObjectNode answer = Json.object();
        answer.put("room_id", room.id().value());
        ArrayNode servers = answer.putArray("servers").add(settings.serverName());
        memberships.otherServers(room.nid(), MAX_SERVERS).forEach(servers::add);
        return answer;
    }

    @GetMapping("/publicRooms")
    ObjectNode published(
            @SuppressWarnings("unused") Origin origin,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(name = "include_all_networks", defaultValue = "false") boolean all,
            @RequestParam(name = "third_party_instance_id", required = false)
                    @Nullable String network) {
        ObjectNode question = PublicRooms.question(limit, since);
        if (all) {
            question.put("include_all_networks", true);
        }
        if (network != null) {
            question.put("third_party_instance_id", network);
        }
        return answer(question);
    }

    @PostMapping("/publicRooms")
    ObjectNode search(Origin origin) {
        return answer(origin.content() == null ? Json.object() : origin.content());
    }

    private ObjectNode answer(ObjectNode question) {
        if (!settings.allowPublicRoomsOverFederation()) {
            throw MatrixException.forbidden("The room directory is closed to other servers");
        }
        return published.answer(question, true);
    }
}
