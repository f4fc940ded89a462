package io.heddle.events.receipt;

import io.heddle.events.receipt.ReadMarkers.FullyRead;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.receipt.Receipt;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Receipts and the fully-read marker.
/// https://spec.matrix.org/v1.19/client-server-api/#receipts
@ClientController
class ReceiptController {
    private static final String FULLY_READ = "m.fully_read";
    private static final List<String> BACKWARD =
            List.of("com.beeper.allow_backward", "allow_backward");

    private final ReadMarkers markers;
    private final boolean backwardAllowed;

    ReceiptController(ReadMarkers markers, HomeserverSettings settings) {
        this.markers = markers;
        this.backwardAllowed = settings.experimentalFeatures().msc4446Enabled();
    }

    @PostMapping("/rooms/{roomId}/receipt/{receiptType}/{eventId}")
    ObjectNode receipt(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String receiptType,
            @PathVariable EventId eventId,
            @RequestBody(required = false) @Nullable ObjectNode body) {
        String thread = thread(body);
        boolean backward = allowsBackward(body);
        switch (receiptType) {
            case FULLY_READ -> {
                if (thread != null) {
                    throw MatrixException.invalidParam("thread_id does not go with m.fully_read");
                }
                markers.move(requester, roomId, new FullyRead(eventId, backward), Map.of(), null);
            }
            case Receipt.READ, Receipt.READ_PRIVATE -> {
                if (backward) {
                    throw MatrixException.invalidParam(
                            "allow_backward is only allowed to be true for m.fully_read");
                }
                markers.move(requester, roomId, null, Map.of(receiptType, eventId), thread);
            }
            default -> throw MatrixException.invalidParam("Unknown receipt type");
        }
        return Json.object();
    }

    /// Whether the fully-read marker may go back to an older event, as an open proposal has it: MSC4446.
    private boolean allowsBackward(@Nullable ObjectNode body) {
        if (!backwardAllowed) {
            return false;
        }
        JsonNode allowed = null;
        for (String key : BACKWARD) {
            allowed = allowed == null && body != null ? body.get(key) : allowed;
        }
        if (allowed != null && !allowed.isBoolean()) {
            throw MatrixException.invalidParam("allow_backward must be a boolean");
        }
        return allowed != null && allowed.booleanValue();
    }

    private static @Nullable String thread(@Nullable ObjectNode body) {
        JsonNode thread = body == null ? null : body.get("thread_id");
        if (thread == null) {
            return null;
        }
        if (!thread.isString() || thread.asString().isEmpty()) {
            throw MatrixException.invalidParam("thread_id must be a non-empty string");
        }
        return thread.asString();
    }

    @PostMapping("/rooms/{roomId}/read_markers")
    ObjectNode markers(
            Requester requester, @PathVariable RoomId roomId, @RequestBody ObjectNode body) {
        Map<String, EventId> receipts = new java.util.HashMap<>();
        for (String type : new String[] {Receipt.READ, Receipt.READ_PRIVATE}) {
            EventId id = event(body, type);
            if (id != null) {
                receipts.put(type, id);
            }
        }
        boolean backward = allowsBackward(body);
        EventId fullyRead = event(body, FULLY_READ);
        markers.move(
                requester,
                roomId,
                fullyRead == null ? null : new FullyRead(fullyRead, backward),
                receipts,
                null);
        return Json.object();
    }

    private static @Nullable EventId event(ObjectNode body, String key) {
        JsonNode value = body.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw MatrixException.badJson(key + " must be an event id");
        }
        return EventId.parse(value.asString());
    }
}
