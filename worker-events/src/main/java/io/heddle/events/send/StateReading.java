package io.heddle.events.send;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.RoomId;
import io.heddle.storage.event.Events;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomHistories;
import io.heddle.storage.room.RoomHistory;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.Rooms;
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
    private static final long NOW = RoomState.OPEN - 1;

    private final Rooms rooms;
    private final RoomState state;
    private final RoomHistories histories;
    private final Events events;
    private final ClientEvents clientEvents;

    StateReading(
            Rooms rooms,
            RoomState state,
            RoomHistories histories,
            Events events,
            ClientEvents clientEvents) {
        this.rooms = rooms;
        this.state = state;
        this.histories = histories;
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
        Room room = rooms.find(roomId).orElseThrow(StateReading::notAllowed);
        long position = visiblePosition(histories.of(room.nid(), requester.userId()));
        Pdu event = state.at(room.nid(), position, List.of(key)).get(key);
        if (event == null) {
            throw notFound(key);
        }
        return event;
    }

    private static long visiblePosition(RoomHistory history) {
        if (history.membershipAfter(NOW).equals(Membership.JOIN)) {
            return NOW;
        }
        Long lastJoined = history.lastJoined();
        if (lastJoined != null) {
            return lastJoined + 1;
        }
        if (history.visibilityAfter(NOW).equals(RoomHistory.WORLD_READABLE)) {
            return NOW;
        }
        throw notAllowed();
    }

    private static MatrixException notAllowed() {
        return MatrixException.forbidden("You are not and never were a member of this room");
    }

    private static MatrixException notFound(StateKey key) {
        return MatrixException.notFound("The room has no state " + key.type());
    }
}
