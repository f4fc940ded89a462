package io.heddle.events.receipt;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.Presences;
import io.heddle.storage.accountdata.AccountDataStore;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.receipt.Receipt;
import io.heddle.storage.receipt.Receipts;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Moves a user's receipts and fully-read marker. Neither moves back, but for the marker when the user wants it.
@Component
class ReadMarkers {
    private static final String FULLY_READ = "m.fully_read";
    private static final String MAIN = "main";

    private final Rooms rooms;
    private final Memberships memberships;
    private final Events events;
    private final Receipts receipts;
    private final AccountDataStore accountData;
    private final Presences presences;
    private final Clock clock;

    ReadMarkers(
            Rooms rooms,
            Memberships memberships,
            Events events,
            Receipts receipts,
            AccountDataStore accountData,
            Presences presences,
            Clock clock) {
        this.rooms = rooms;
        this.memberships = memberships;
        this.events = events;
        this.receipts = receipts;
        this.accountData = accountData;
        this.presences = presences;
        this.clock = clock;
    }

    /// Where `m.fully_read` goes.
    ///
    /// @param backward it may go back to an older event
    record FullyRead(EventId event, boolean backward) {}

    /// @param fullyRead null to leave `m.fully_read` where it is
    /// @param wanted receipt types and their events
    /// @param thread the thread of the receipts, `main`, or null for unthreaded ones
    void move(
            Requester requester,
            RoomId roomId,
            @Nullable FullyRead fullyRead,
            Map<String, EventId> wanted,
            @Nullable String thread) {
        Room room =
                rooms.find(roomId)
                        .filter(found -> memberships.isJoined(requester.userId(), found.nid()))
                        .orElseThrow(() -> MatrixException.forbidden("You are not in this room"));
        Map<EventId, StoredEvent> found = events.findAll(ids(fullyRead, wanted.values()));
        List<Receipt> moving = new ArrayList<>();
        wanted.forEach((type, id) -> {
            StoredEvent event = in(room, found.get(id));
            checkThread(event, thread);
            moving.add(
                    new Receipt(
                            room.nid(),
                            requester.userId().value(),
                            type,
                            thread,
                            id.value(),
                            event.position(),
                            clock.millis()));
        });
        if (fullyRead != null) {
            StoredEvent to = in(room, found.get(fullyRead.event()));
            moveFullyRead(requester, room, to, fullyRead.backward());
        }
        if (!moving.isEmpty()) {
            receipts.move(roomId.value(), moving);
            presences.active(requester.userId());
        }
    }

    private static List<EventId> ids(@Nullable FullyRead fullyRead, Collection<EventId> others) {
        List<EventId> ids = new ArrayList<>(others);
        if (fullyRead != null) {
            ids.add(fullyRead.event());
        }
        return ids;
    }

    private static StoredEvent in(Room room, @Nullable StoredEvent event) {
        if (event == null || event.roomNid() != room.nid() || !event.isShown()) {
            throw MatrixException.notFound("Event not found in this room");
        }
        return event;
    }

    private static void checkThread(StoredEvent event, @Nullable String thread) {
        if (thread == null) {
            return;
        }
        EventId root = event.threadRoot();
        boolean fits =
                thread.equals(MAIN)
                        ? root == null
                        : thread.equals(event.eventId().value())
                                || root != null && thread.equals(root.value());
        if (!fits) {
            throw MatrixException.invalidParam("event_id is not related to thread_id");
        }
    }

    private void moveFullyRead(Requester requester, Room room, StoredEvent to, boolean anywhere) {
        boolean forward = anywhere || isForward(requester, room, to);
        if (forward) {
            ObjectNode content = Json.object();
            content.put("event_id", to.eventId().value());
            accountData.put(requester.userId(), room, FULLY_READ, content);
        }
    }

    private boolean isForward(Requester requester, Room room, StoredEvent to) {
        return accountData
                .find(requester.userId(), room, FULLY_READ)
                .map(present -> Json.string(present, "event_id"))
                .filter(EventId::isValid)
                .flatMap(present -> events.find(EventId.parse(present)))
                .map(present ->
                        present.roomPosition() == null || present.position() < to.position())
                .orElse(true);
    }
}
