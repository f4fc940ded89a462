package io.heddle.client.history;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.HistoryVisibility;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import io.heddle.web.route.ClientController;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.node.ObjectNode;

/// Single events by id. What the reader may not see is not told from what does not exist.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomideventeventid
@ClientController
class EventController {
    private final RoomAccess access;
    private final Rooms rooms;
    private final Events events;
    private final HistoryVisibility visibility;
    private final ClientEvents clientEvents;

    EventController(
            RoomAccess access,
            Rooms rooms,
            Events events,
            HistoryVisibility visibility,
            ClientEvents clientEvents) {
        this.access = access;
        this.rooms = rooms;
        this.events = events;
        this.visibility = visibility;
        this.clientEvents = clientEvents;
    }

    @GuestsAllowed
    @GetMapping("/rooms/{roomId}/event/{eventId}")
    ObjectNode event(
            Requester requester, @PathVariable RoomId roomId, @PathVariable EventId eventId) {
        StoredEvent event =
                events.find(eventId)
                        .filter(found ->
                                rooms.find(roomId)
                                        .filter(room -> room.nid() == found.roomNid())
                                        .isPresent())
                        .orElseThrow(EventController::notFound);
        return read(requester, event);
    }

    /// Deprecated: without the room.
    @GetMapping("/events/{eventId}")
    ObjectNode event(Requester requester, @PathVariable EventId eventId) {
        return read(requester, events.find(eventId).orElseThrow(EventController::notFound));
    }

    private ObjectNode read(Requester requester, StoredEvent event) {
        boolean readable =
                rooms.find(event.roomNid())
                        .flatMap(room -> access.find(room, requester.userId()))
                        .isPresent();
        if (!readable || !visibility.canSee(event, requester.userId())) {
            throw notFound();
        }
        return clientEvents.format(
                visibility.asSeenBy(requester.userId(), event), EventReader.of(requester));
    }

    private static MatrixException notFound() {
        return MatrixException.notFound("Event not found");
    }
}
