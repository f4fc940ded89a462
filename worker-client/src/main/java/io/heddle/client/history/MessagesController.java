package io.heddle.client.history;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.RoomToken;
import io.heddle.storage.event.RoomTokens;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomView;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import io.heddle.web.route.ClientController;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidmessages
@ClientController
class MessagesController {
    private static final int MAX_LIMIT = 1_000;

    private final RoomAccess access;
    private final RoomTokens tokens;
    private final TimelineReader timeline;
    private final LazyMembers lazyMembers;
    private final ClientEvents clientEvents;

    MessagesController(
            RoomAccess access,
            RoomTokens tokens,
            TimelineReader timeline,
            LazyMembers lazyMembers,
            ClientEvents clientEvents) {
        this.access = access;
        this.tokens = tokens;
        this.timeline = timeline;
        this.lazyMembers = lazyMembers;
        this.clientEvents = clientEvents;
    }

    @GuestsAllowed
    @GetMapping("/rooms/{roomId}/messages")
    ObjectNode messages(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestParam(required = false) @Nullable String dir,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "10") int limit,
            @RequestParam(required = false) @Nullable String filter) {
        Direction direction = Direction.parse(dir);
        RoomEventFilter wanted = FilterParameter.parse(filter);
        if (limit < 0) {
            throw MatrixException.invalidParam("limit must not be negative");
        }
        RoomView view = access.read(roomId, requester.userId());
        return switch (direction) {
            case BACKWARD ->
                    backward(requester, view, from, to, Math.min(limit, MAX_LIMIT), wanted);
            case FORWARD -> forward(requester, view, from, to, Math.min(limit, MAX_LIMIT), wanted);
        };
    }

    private ObjectNode backward(
            Requester requester,
            RoomView view,
            @Nullable String from,
            @Nullable String to,
            int limit,
            RoomEventFilter filter) {
        long end = tokens.place(view.room().nid(), Long.MAX_VALUE);
        long start = Math.min(place(view, from, end), view.upTo());
        long until = place(view, to, Long.MIN_VALUE);
        TimelinePage page =
                timeline.backward(view, requester.userId(), until, start, limit, filter);
        boolean atStart = page.exhausted() && until == Long.MIN_VALUE;
        return answer(requester, view, start, page, atStart, filter);
    }

    private ObjectNode forward(
            Requester requester,
            RoomView view,
            @Nullable String from,
            @Nullable String to,
            int limit,
            RoomEventFilter filter) {
        long oldest = tokens.first(view.room().nid());
        long start = place(view, from, oldest - 1);
        long until = Math.min(place(view, to, Long.MAX_VALUE), view.upTo());
        TimelinePage page = timeline.forward(view, requester.userId(), start, until, limit, filter);
        boolean nothing = page.events().isEmpty() && page.exhausted();
        return answer(requester, view, start, page, nothing, filter);
    }

    private long place(RoomView view, @Nullable String token, long otherwise) {
        return token == null || token.isEmpty()
                ? otherwise
                : tokens.place(view.room().nid(), token);
    }

    private ObjectNode answer(
            Requester requester,
            RoomView view,
            long start,
            TimelinePage page,
            boolean over,
            RoomEventFilter filter) {
        EventReader reader = EventReader.of(requester);
        ObjectNode answer = Json.object();
        answer.putArray("chunk").addAll(clientEvents.formatAll(page.events(), reader));
        answer.put("start", new RoomToken(start).toString());
        if (!over) {
            answer.put("end", new RoomToken(page.end()).toString());
        }
        List<StoredEvent> members = lazyMembers.of(view.room().nid(), page.events(), filter);
        if (filter.lazyLoadMembers()) {
            answer.putArray("state")
                    .addAll(clientEvents.formatAll(members, reader.withoutAggregations()));
        }
        return answer;
    }
}
