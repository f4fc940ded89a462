package io.heddle.client.directory;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.alias.RoomAliases;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomView;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the room directory. https://spec.matrix.org/v1.19/client-server-api/#room-aliases
@ClientController
class DirectoryController {
    private final AliasResolver resolver;
    private final RoomAliases aliases;
    private final RoomAccess access;
    private final Rooms rooms;

    DirectoryController(
            AliasResolver resolver, RoomAliases aliases, RoomAccess access, Rooms rooms) {
        this.resolver = resolver;
        this.aliases = aliases;
        this.access = access;
        this.rooms = rooms;
    }

    @GetMapping("/directory/room/{roomAlias}")
    ObjectNode resolve(@PathVariable RoomAlias roomAlias) {
        AliasResolver.Target target =
                resolver.resolve(roomAlias)
                        .orElseThrow(() ->
                                MatrixException.notFound("Room alias " + roomAlias + " not found"));
        ObjectNode answer = Json.object();
        answer.put("room_id", target.room().value());
        ArrayNode servers = answer.putArray("servers");
        target.servers().forEach(servers::add);
        return answer;
    }

    @GetMapping({"/rooms/{roomId}/aliases", "/org.matrix.msc2432/rooms/{roomId}/aliases"})
    ObjectNode aliases(Requester requester, @PathVariable RoomId roomId) {
        RoomView view = access.read(roomId, requester.userId());
        if (!view.isCurrent()) {
            throw MatrixException.forbidden("You are not in the room " + roomId);
        }
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("aliases");
        aliases.ofRoom(view.room().nid()).forEach(list::add);
        return answer;
    }

    @GetMapping("/directory/list/room/{roomId}")
    ObjectNode visibility(@PathVariable RoomId roomId) {
        Room room = rooms.find(roomId).orElseThrow(() -> MatrixException.notFound("Unknown room"));
        return Json.object().put("visibility", rooms.isPublic(room.nid()) ? "public" : "private");
    }
}
