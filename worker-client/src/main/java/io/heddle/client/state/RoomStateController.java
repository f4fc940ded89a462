package io.heddle.client.state;

import io.heddle.protocol.id.RoomId;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.RoomView;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import io.heddle.web.route.ClientController;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.node.ObjectNode;

/// The whole state of a room.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidstate
@ClientController
class RoomStateController {
    private final RoomAccess access;
    private final RoomState state;
    private final ClientEvents clientEvents;

    RoomStateController(RoomAccess access, RoomState state, ClientEvents clientEvents) {
        this.access = access;
        this.state = state;
        this.clientEvents = clientEvents;
    }

    @GuestsAllowed
    @GetMapping("/rooms/{roomId}/state")
    List<ObjectNode> state(Requester requester, @PathVariable RoomId roomId) {
        RoomView view = access.read(roomId, requester.userId());
        List<StoredEvent> events =
                view.isCurrent()
                        ? state.currentAll(view.room().nid())
                        : state.allAt(view.room().nid(), view.upTo());
        return clientEvents.formatAll(events, EventReader.of(requester).withoutAggregations());
    }
}
