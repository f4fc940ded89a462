package io.heddle.events.create;

import io.heddle.protocol.json.Json;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

@ClientController
class CreateRoomController {
    private final RoomCreation rooms;

    CreateRoomController(RoomCreation rooms) {
        this.rooms = rooms;
    }

    @PostMapping("/createRoom")
    ObjectNode create(Requester requester, @RequestBody CreateRoomRequest body) {
        return Json.object().put("room_id", rooms.create(requester, body).value());
    }
}
