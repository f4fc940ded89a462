package io.heddle.events.send;

import io.heddle.events.schedule.DelayedEventScheduling;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Schedules an event by an endpoint of its own.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4140
@RestController
class DelayedSendController {
    private final DelayedEventScheduling scheduling;
    private final SendOptions options;

    DelayedSendController(DelayedEventScheduling scheduling, SendOptions options) {
        this.scheduling = scheduling;
        this.options = options;
    }

    @GuestsAllowed
    @PutMapping(
            "/_matrix/client/unstable/org.matrix.msc4140/rooms/{roomId}/delayed_event/{eventType}/{txnId}")
    ObjectNode schedule(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String eventType,
            @PathVariable String txnId,
            @RequestParam(required = false) @Nullable Long ts,
            @RequestParam(name = SendOptions.STICKY, required = false) @Nullable Long sticky,
            @RequestBody ObjectNode body) {
        String stateKey = stateKey(body.get("state_key"));
        EventDraft draft =
                (stateKey == null
                                ? EventDraft.message(requester.userId(), eventType, content(body))
                                : EventDraft.state(
                                        requester.userId(), eventType, stateKey, content(body)))
                        .in(
                                SendController.transaction(
                                        requester, txnId, "delayed_event/" + eventType))
                        .at(SendController.claimed(requester, ts));
        return Json.object()
                .put(
                        "delay_id",
                        scheduling.schedule(
                                requester, roomId, options.sticky(draft, sticky), delay(body)));
    }

    private static long delay(ObjectNode body) {
        JsonNode delay = body.get("delay_ms");
        if (delay == null) {
            throw MatrixException.missingParam("delay_ms");
        }
        if (!delay.isIntegralNumber() || !delay.canConvertToLong()) {
            throw MatrixException.badJson("delay_ms must be a number of milliseconds");
        }
        return delay.longValue();
    }

    private static ObjectNode content(ObjectNode body) {
        JsonNode content = body.get("content");
        if (content == null) {
            throw MatrixException.missingParam("content");
        }
        if (!(content instanceof ObjectNode object)) {
            throw MatrixException.badJson("content must be an object");
        }
        return object;
    }

    private static @Nullable String stateKey(@Nullable JsonNode key) {
        if (key == null || key.isNull()) {
            return null;
        }
        if (!key.isString()) {
            throw MatrixException.badJson("state_key must be a string");
        }
        return key.stringValue();
    }
}
