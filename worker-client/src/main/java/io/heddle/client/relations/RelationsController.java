package io.heddle.client.relations;

import io.heddle.client.history.Direction;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.RoomToken;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.RoomTokens;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.relation.RelatedEvents;
import io.heddle.storage.relation.RelatedEvents.Query;
import io.heddle.storage.room.HistoryVisibility;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomView;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidrelationseventid
@RestController
class RelationsController {
    private static final int MAX_LIMIT = 1_000;

    private final RoomAccess access;
    private final RoomTokens tokens;
    private final RelatedEvents related;
    private final Events events;
    private final HistoryVisibility visibility;
    private final ClientEvents clientEvents;

    RelationsController(
            RoomAccess access,
            RoomTokens tokens,
            RelatedEvents related,
            Events events,
            HistoryVisibility visibility,
            ClientEvents clientEvents) {
        this.access = access;
        this.tokens = tokens;
        this.related = related;
        this.events = events;
        this.visibility = visibility;
        this.clientEvents = clientEvents;
    }

    @GuestsAllowed
    @GetMapping({
        "/_matrix/client/v1/rooms/{roomId}/relations/{eventId}",
        "/_matrix/client/v1/rooms/{roomId}/relations/{eventId}/{relType}",
        "/_matrix/client/v1/rooms/{roomId}/relations/{eventId}/{relType}/{eventType}",
        "/_matrix/client/unstable/rooms/{roomId}/relations/{eventId}",
        "/_matrix/client/unstable/rooms/{roomId}/relations/{eventId}/{relType}",
        "/_matrix/client/unstable/rooms/{roomId}/relations/{eventId}/{relType}/{eventType}"
    })
    ObjectNode relations(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable EventId eventId,
            @PathVariable(required = false) @Nullable String relType,
            @PathVariable(required = false) @Nullable String eventType,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "b") String dir,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(defaultValue = "false") boolean recurse) {
        if (limit < 0) {
            throw MatrixException.invalidParam("limit must not be negative");
        }
        boolean newestFirst = Direction.parse(dir) == Direction.BACKWARD;
        RoomView view = parentIn(requester, roomId, eventId);
        Query query =
                new Query(view.room().nid(), eventId, relType, eventType, recurse, newestFirst);
        Bounds bounds = bounds(view, from, to, newestFirst);
        int page = Math.min(limit, MAX_LIMIT);
        List<Long> found = related.find(query, bounds.after(), bounds.upTo(), page + 1);
        List<StoredEvent> shown = events.inOrder(found.stream().limit(page).toList());
        ObjectNode answer = Json.object();
        answer.putArray("chunk")
                .addAll(
                        clientEvents.formatAll(
                                visibility.filter(view.room().nid(), shown, requester.userId()),
                                EventReader.of(requester)));
        if (found.size() > page && !shown.isEmpty()) {
            long last = shown.getLast().position();
            answer.put("next_batch", new RoomToken(newestFirst ? last - 1 : last).toString());
        }
        if (from != null && !from.isEmpty()) {
            answer.put("prev_batch", from);
        }
        if (recurse) {
            answer.put("recursion_depth", RelatedEvents.DEPTH);
        }
        return answer;
    }

    private RoomView parentIn(Requester requester, RoomId roomId, EventId eventId) {
        RoomView view = access.find(roomId, requester.userId()).orElseThrow(this::notFound);
        events.find(eventId)
                .filter(event -> event.roomNid() == view.room().nid())
                .filter(event -> visibility.canSee(event, requester.userId()))
                .orElseThrow(this::notFound);
        return view;
    }

    private MatrixException notFound() {
        return MatrixException.notFound("The parent event was not found");
    }

    private record Bounds(long after, long upTo) {}

    private Bounds bounds(
            RoomView view, @Nullable String from, @Nullable String to, boolean newestFirst) {
        long start = number(view, from, newestFirst ? Long.MAX_VALUE : Long.MIN_VALUE);
        long end = number(view, to, newestFirst ? Long.MIN_VALUE : Long.MAX_VALUE);
        return newestFirst ? new Bounds(end, start) : new Bounds(start, end);
    }

    private long number(RoomView view, @Nullable String token, long otherwise) {
        long nid = view.room().nid();
        return token == null || token.isEmpty()
                ? otherwise
                : tokens.numberAt(nid, tokens.place(nid, token));
    }
}
