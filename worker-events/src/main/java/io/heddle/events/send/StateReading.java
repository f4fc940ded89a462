package io.heddle.events.send;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.RoomId;
import io.heddle.storage.event.Events;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.RoomView;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import java.util.List;
import org.springframework.stereotype.Service;
import tools.jackson.databind.node.ObjectNode;

/// An entry of a room's state as a user may see it: the current one for members and where the history is world readable,
/// that of their leaving for former members.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidstateeventtypestatekey
@Service
class StateReading {
    private final RoomAccess access;
    private final RoomState state;
    private final Events events;
    private final ClientEvents clientEvents;

    StateReading(RoomAccess access, RoomState state, Events events, ClientEvents clientEvents) {
        this.access = access;
        this.state = state;
        this.events = events;
        this.clientEvents = clientEvents;
    }

    ObjectNode content(Requester requester, RoomId roomId, StateKey key) {
        return find(requester, roomId, key).content();
    }

    ObjectNode event(Requester requester, RoomId roomId, StateKey key) {
        Pdu found = find(requester, roomId, key);
        return events.find(found.eventId())
                .map(event -> clientEvents.format(event, EventReader.of(requester)))
                .orElseThrow(() -> notFound(key));
    }

    private Pdu find(Requester requester, RoomId roomId, StateKey key) {
        if (key.type().indexOf('\0') >= 0 || key.key().indexOf('\0') >= 0) {
            throw notFound(key);
        }
        RoomView view = access.read(roomId, requester.userId());
        Pdu event = state.at(view.room().nid(), view.upTo(), List.of(key)).get(key);
        if (event == null) {
            throw notFound(key);
        }
        return event;
    }

    private static MatrixException notFound(StateKey key) {
        return MatrixException.notFound("The room has no state " + key.type());
    }
}
