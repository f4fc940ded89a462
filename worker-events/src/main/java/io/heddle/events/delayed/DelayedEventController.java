package io.heddle.events.delayed;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.delayed.DelayedEvent;
import io.heddle.storage.delayed.DelayedEvents;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.ClientAddress;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists, cancels, restarts and sends delayed events. Who knows an event's delay id may do the latter three, with or without
/// an access token: it can be handed to a service that watches over a call.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4140
@RestController
@RequestMapping("/_matrix/client/unstable/org.matrix.msc4140")
class DelayedEventController {
    private final DelayedEvents delayed;
    private final DelayedEventSender sender;
    private final Rooms rooms;
    private final RateLimiter limiter;
    private final Clock clock;

    DelayedEventController(
            DelayedEvents delayed,
            DelayedEventSender sender,
            Rooms rooms,
            RateLimiter limiter,
            Clock clock) {
        this.delayed = delayed;
        this.sender = sender;
        this.rooms = rooms;
        this.limiter = limiter;
        this.clock = clock;
    }

    @GuestsAllowed
    @GetMapping("/delayed_events")
    ObjectNode list(Requester requester) {
        limiter.check(Limit.DELAYED_EVENT_MANAGEMENT, requester);
        List<DelayedEvent> events = delayed.ofUser(requester.userId());
        Map<Long, RoomId> known =
                rooms
                        .findAll(
                                events.stream()
                                        .map(DelayedEvent::roomNid)
                                        .collect(Collectors.toSet()))
                        .values()
                        .stream()
                        .collect(Collectors.toMap(Room::nid, Room::id));
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("delayed_events");
        events.forEach(event -> list.add(json(event, known.get(event.roomNid()))));
        return answer;
    }

    @GuestsAllowed
    @GetMapping("/delayed_events/{delayId}")
    ObjectNode one(Requester requester, @PathVariable String delayId) {
        limiter.check(Limit.DELAYED_EVENT_MANAGEMENT, requester);
        DelayedEvent event =
                delayed.find(requester.userId(), storable(delayId))
                        .orElseThrow(DelayedEventController::notFound);
        return json(event, rooms.find(event.roomNid()).map(Room::id).orElse(null));
    }

    /// What the drafts of the proposal call the delay and when it began is told under both names.
    private static ObjectNode json(DelayedEvent event, @Nullable RoomId room) {
        ObjectNode json = Json.object();
        json.put("delay_id", event.delayId());
        if (room != null) {
            json.put("room_id", room.value());
        }
        json.put("type", event.type());
        if (event.stateKey() != null) {
            json.put("state_key", event.stateKey());
        }
        json.put("delay", event.delayMs()).put("running_since", event.runningSince());
        json.put("delay_ms", event.delayMs()).put("delayed_since_ts", event.runningSince());
        json.set("content", event.content());
        return json;
    }

    @GuestsAllowed
    @PostMapping("/delayed_events/{delayId}")
    ObjectNode update(
            @Nullable Requester requester,
            ServerHttpRequest request,
            @PathVariable String delayId,
            @RequestBody ObjectNode body) {
        JsonNode action = body.get("action");
        if (action == null) {
            throw MatrixException.missingParam("action");
        }
        return switch (action.asString("")) {
            case "cancel" -> cancel(requester, request, delayId);
            case "restart" -> restart(requester, request, delayId);
            case "send" -> send(requester, request, delayId);
            default -> throw MatrixException.invalidParam("action must be cancel, restart or send");
        };
    }

    @GuestsAllowed
    @PostMapping("/delayed_events/{delayId}/cancel")
    ObjectNode cancel(
            @Nullable Requester requester,
            ServerHttpRequest request,
            @PathVariable String delayId) {
        limit(requester, request);
        return found(delayed.cancel(storable(delayId)));
    }

    @GuestsAllowed
    @PostMapping("/delayed_events/{delayId}/restart")
    ObjectNode restart(
            @Nullable Requester requester,
            ServerHttpRequest request,
            @PathVariable String delayId) {
        limit(requester, request);
        return found(delayed.restart(storable(delayId), clock.millis()));
    }

    @GuestsAllowed
    @PostMapping("/delayed_events/{delayId}/send")
    ObjectNode send(
            @Nullable Requester requester,
            ServerHttpRequest request,
            @PathVariable String delayId) {
        limit(requester, request);
        return found(sender.sendNow(storable(delayId)));
    }

    private void limit(@Nullable Requester requester, ServerHttpRequest request) {
        if (requester == null) {
            limiter.check(Limit.DELAYED_EVENT_MANAGEMENT, ClientAddress.of(request));
        } else {
            limiter.check(Limit.DELAYED_EVENT_MANAGEMENT, requester);
        }
    }

    private static String storable(String delayId) {
        return delayId.indexOf('\0') < 0 ? delayId : "";
    }

    private static ObjectNode found(boolean found) {
        if (!found) {
            throw notFound();
        }
        return Json.object();
    }

    private static MatrixException notFound() {
        return MatrixException.notFound("There is no such delayed event");
    }
}
