package io.heddle.events.send;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// Sends message events and redactions.
/// https://spec.matrix.org/v1.19/client-server-api/#sending-events-to-a-room
@ClientController
class SendController {
    private static final String REDACTION = "m.room.redaction";

    private final EventSending sending;

    private final SendOptions options;
    private final RelatedRedactions related;

    SendController(EventSending sending, SendOptions options, RelatedRedactions related) {
        this.sending = sending;
        this.options = options;
        this.related = related;
    }

    @GuestsAllowed
    @PutMapping("/rooms/{roomId}/send/{eventType}/{txnId}")
    ObjectNode send(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String eventType,
            @PathVariable String txnId,
            @RequestParam(required = false) @Nullable Long ts,
            @RequestParam(name = SendOptions.DELAY, required = false) @Nullable Long delay,
            @RequestParam(name = SendOptions.STICKY, required = false) @Nullable Long sticky,
            @RequestBody ObjectNode content) {
        EventDraft draft =
                EventDraft.message(requester.userId(), eventType, content)
                        .in(transaction(requester, txnId, "send/" + eventType))
                        .at(claimed(requester, ts));
        return send(requester, roomId, options.sticky(draft, sticky), delay);
    }

    private ObjectNode send(
            Requester requester, RoomId roomId, EventDraft draft, @Nullable Long delay) {
        return options.send(
                requester, roomId, draft, delay, () -> sending.send(requester, roomId, draft));
    }

    @GuestsAllowed
    @PostMapping("/rooms/{roomId}/send/{eventType}")
    ObjectNode sendOnce(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String eventType,
            @RequestParam(required = false) @Nullable Long ts,
            @RequestParam(name = SendOptions.DELAY, required = false) @Nullable Long delay,
            @RequestParam(name = SendOptions.STICKY, required = false) @Nullable Long sticky,
            @RequestBody ObjectNode content) {
        EventDraft draft =
                EventDraft.message(requester.userId(), eventType, content)
                        .at(claimed(requester, ts));
        return send(requester, roomId, options.sticky(draft, sticky), delay);
    }

    @PutMapping("/rooms/{roomId}/redact/{eventId}/{txnId}")
    ObjectNode redact(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable EventId eventId,
            @PathVariable String txnId,
            @RequestParam(required = false) @Nullable Long ts,
            @RequestBody ObjectNode content) {
        List<String> types = related.wanted(content);
        EventDraft draft =
                redaction(requester, eventId, content)
                        .in(transaction(requester, txnId, "redact/" + eventId))
                        .at(claimed(requester, ts));
        return redact(requester, roomId, draft, types);
    }

    @PostMapping("/rooms/{roomId}/redact/{eventId}")
    ObjectNode redactOnce(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable EventId eventId,
            @RequestParam(required = false) @Nullable Long ts,
            @RequestBody(required = false) @Nullable ObjectNode content) {
        ObjectNode body = content == null ? Json.object() : content;
        List<String> types = related.wanted(body);
        EventDraft draft = redaction(requester, eventId, body).at(claimed(requester, ts));
        return redact(requester, roomId, draft, types);
    }

    private ObjectNode redact(
            Requester requester, RoomId roomId, EventDraft draft, List<String> relationTypes) {
        EventId redaction = sending.send(requester, roomId, draft);
        related.redact(requester, roomId, draft, relationTypes);
        return answer(redaction);
    }

    private static EventDraft redaction(Requester requester, EventId target, ObjectNode content) {
        if (content.has("reason") && Json.string(content, "reason") == null) {
            throw MatrixException.badJson("reason must be a string");
        }
        return EventDraft.message(requester.userId(), REDACTION, content).redacting(target);
    }

    /// An application service without a device of its own counts as one device of each of its users.
    static ClientTransaction transaction(Requester requester, String txnId, String request) {
        String device = requester.deviceId();
        return new ClientTransaction(device == null ? "" : device, txnId, request);
    }

    /// Only application services may say when an event was sent.
    /// https://spec.matrix.org/v1.19/application-service-api/#timestamp-massaging
    static @Nullable Long claimed(Requester requester, @Nullable Long ts) {
        if (requester.appService() == null || ts == null) {
            return null;
        }
        if (ts < 0) {
            throw MatrixException.invalidParam("ts must not be negative");
        }
        return ts;
    }

    static ObjectNode answer(EventId event) {
        return Json.object().put("event_id", event.value());
    }
}
