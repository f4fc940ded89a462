package io.heddle.events.room;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.storage.event.Events;
import io.heddle.storage.persist.NewEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the events that others refer to, whether stored or still waiting for it.
@Component
class EventLookup {
    private final Events events;

    EventLookup(Events events) {
        this.events = events;
    }

    @Nullable Known find(RoomDraft room, EventId id) {
        NewEvent unstored = room.unstored(id);
        if (unstored != null) {
            return new Known(unstored.pdu(), unstored.room().nid());
        }
        return events.find(id)
                .filter(event -> !event.rejected())
                .map(event -> new Known(event.pdu(), event.roomNid()))
                .orElse(null);
    }

    record Known(Pdu pdu, long roomNid) {
        boolean isIn(RoomDraft room) {
            return roomNid == room.room().nid();
        }
    }
}
