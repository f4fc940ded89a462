package io.heddle.events.send;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.RoomId;
import io.heddle.replication.call.EventDraft;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// Sends a state event, and reads an entry of a room's state. An empty state key may be left out with or without its slash.
/// https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidstateeventtypestatekey
@ClientController
class StateController {
    private final EventSending sending;
    private final StateReading reading;

    private final SendOptions options;

    StateController(EventSending sending, StateReading reading, SendOptions options) {
        this.options = options;
        this.sending = sending;
        this.reading = reading;
    }

    @GuestsAllowed
    @PutMapping({
        "/rooms/{roomId}/state/{eventType}",
        "/rooms/{roomId}/state/{eventType}/",
        "/rooms/{roomId}/state/{eventType}/{stateKey}"
    })
    ObjectNode put(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String eventType,
            @PathVariable(required = false) @Nullable String stateKey,
            @RequestParam(required = false) @Nullable Long ts,
            @RequestParam(name = SendOptions.DELAY, required = false) @Nullable Long delay,
            @RequestParam(name = SendOptions.STICKY, required = false) @Nullable Long sticky,
            @RequestBody ObjectNode content) {
        EventDraft draft =
                options.sticky(
                        EventDraft.state(
                                        requester.userId(),
                                        eventType,
                                        stateKey == null ? "" : stateKey,
                                        content)
                                .at(SendController.claimed(requester, ts)),
                        sticky);
        return options.send(
                requester, roomId, draft, delay, () -> sending.sendState(requester, roomId, draft));
    }

    @GuestsAllowed
    @GetMapping({
        "/rooms/{roomId}/state/{eventType}",
        "/rooms/{roomId}/state/{eventType}/",
        "/rooms/{roomId}/state/{eventType}/{stateKey}"
    })
    ObjectNode get(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String eventType,
            @PathVariable(required = false) @Nullable String stateKey,
            @RequestParam(defaultValue = "content") String format) {
        boolean wholeEvent =
                switch (format) {
                    case "content" -> false;
                    case "event" -> true;
                    default -> throw MatrixException.invalidParam("format is 'content' or 'event'");
                };
        StateKey key = new StateKey(eventType, stateKey == null ? "" : stateKey);
        return wholeEvent
                ? reading.event(requester, roomId, key)
                : reading.content(requester, roomId, key);
    }
}
