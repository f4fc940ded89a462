package io.heddle.client.history;

import io.heddle.client.history.EventContext.Surroundings;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.RoomToken;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.HistoryVisibility;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.RoomView;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import io.heddle.web.route.ClientController;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidcontexteventid
@ClientController
class ContextController {
    private static final int MAX_LIMIT = 1_000;

    private final RoomAccess access;
    private final Events events;
    private final HistoryVisibility visibility;
    private final EventContext context;
    private final RoomState state;
    private final ClientEvents clientEvents;

    ContextController(
            RoomAccess access,
            Events events,
            HistoryVisibility visibility,
            EventContext context,
            RoomState state,
            ClientEvents clientEvents) {
        this.access = access;
        this.events = events;
        this.visibility = visibility;
        this.context = context;
        this.state = state;
        this.clientEvents = clientEvents;
    }

    @GuestsAllowed
    @GetMapping("/rooms/{roomId}/context/{eventId}")
    ObjectNode context(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable EventId eventId,
            @RequestParam(defaultValue = "10") int limit,
            @RequestParam(required = false) @Nullable String filter) {
        RoomEventFilter wanted = FilterParameter.parse(filter);
        if (limit < 0) {
            throw MatrixException.invalidParam("limit must not be negative");
        }
        RoomView view = access.read(roomId, requester.userId());
        StoredEvent event =
                events.find(eventId)
                        .filter(found -> found.roomNid() == view.room().nid() && found.isShown())
                        .orElseThrow(() -> MatrixException.notFound("Event not found"));
        if (!visibility.canSee(event, requester.userId())) {
            throw MatrixException.forbidden("You may not see this event");
        }
        int before = Math.min(limit, MAX_LIMIT) / 2;
        int after = Math.min(limit, MAX_LIMIT) - before;
        Surroundings around = context.of(event, view, requester.userId(), before, after, wanted);
        return answer(
                requester, view, visibility.asSeenBy(requester.userId(), event), around, wanted);
    }

    private ObjectNode answer(
            Requester requester,
            RoomView view,
            StoredEvent event,
            Surroundings around,
            RoomEventFilter filter) {
        EventReader reader = EventReader.of(requester);
        List<ObjectNode> all = clientEvents.formatAll(around.with(event), reader);
        int middle = around.before().size();
        ObjectNode answer = Json.object();
        answer.put("start", new RoomToken(around.start()).toString());
        answer.put("end", new RoomToken(around.end()).toString());
        answer.putArray("events_before").addAll(all.subList(0, middle));
        answer.set("event", all.get(middle));
        answer.putArray("events_after").addAll(all.subList(middle + 1, all.size()));
        answer.putArray("state")
                .addAll(
                        clientEvents.formatAll(
                                state(view, event, around, filter), reader.withoutAggregations()));
        return answer;
    }

    /// The state at the last event, which who has left may not know if it came after.
    private List<StoredEvent> state(
            RoomView view, StoredEvent event, Surroundings around, RoomEventFilter filter) {
        long at = around.after().isEmpty() ? event.position() : around.after().getLast().position();
        Set<String> senders =
                around.with(event).stream()
                        .map(shown -> shown.pdu().sender().value())
                        .collect(Collectors.toSet());
        return state.allAt(view.room().nid(), Math.min(at, view.upTo())).stream()
                .filter(entry ->
                        !filter.lazyLoadMembers()
                                || !entry.pdu().isState("m.room.member")
                                || senders.contains(entry.pdu().stateKey()))
                .filter(entry ->
                        filter.matches(
                                entry.pdu().type(),
                                entry.pdu().sender().value(),
                                entry.pdu().content()))
                .toList();
    }
}
