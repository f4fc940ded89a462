package io.heddle.storage.room;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Single events as a user may name them in a request. What they may not see is not told from what does not exist.
@Component
public class VisibleEvents {
    private final RoomAccess access;
    private final Rooms rooms;
    private final Events events;
    private final HistoryVisibility visibility;

    VisibleEvents(RoomAccess access, Rooms rooms, Events events, HistoryVisibility visibility) {
        this.access = access;
        this.rooms = rooms;
        this.events = events;
        this.visibility = visibility;
    }

    public Optional<StoredEvent> find(RoomId roomId, EventId id, UserId user) {
        return events.find(id)
                .filter(event ->
                        rooms.find(roomId)
                                .filter(room -> room.nid() == event.roomNid())
                                .flatMap(room -> access.find(room, user))
                                .isPresent())
                .filter(event -> visibility.canSee(event, user));
    }

    /// Fails with 404 M_NOT_FOUND.
    public StoredEvent get(RoomId roomId, EventId id, UserId user) {
        return find(roomId, id, user)
                .orElseThrow(() -> MatrixException.notFound("There is no event " + id));
    }
}
