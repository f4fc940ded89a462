package io.heddle.replication.remote;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Drafts, and the events they become, as processes send them to each other.
final class DraftJson {
    private DraftJson() {}

    static ArrayNode write(List<EventDraft> drafts) {
        ArrayNode array = Json.array();
        drafts.forEach(draft -> array.add(write(draft)));
        return array;
    }

    static ObjectNode write(EventDraft draft) {
        ObjectNode json =
                Json.object().put("sender", draft.sender().value()).put("type", draft.type());
        json.set("content", draft.content());
        if (draft.stateKey() != null) {
            json.put("state_key", draft.stateKey());
        }
        EventId redacts = draft.redacts();
        if (redacts != null) {
            json.put("redacts", redacts.value());
        }
        ClientTransaction transaction = draft.transaction();
        if (transaction != null) {
            json.putObject("transaction")
                    .put("device_id", transaction.deviceId())
                    .put("txn_id", transaction.txnId())
                    .put("request", transaction.request());
        }
        Long ts = draft.originServerTs();
        if (ts != null) {
            json.put("origin_server_ts", ts);
        }
        Long stickyMs = draft.stickyMs();
        if (stickyMs != null) {
            json.put("sticky_ms", stickyMs);
        }
        return json;
    }

    static List<EventDraft> readAll(JsonNode array) {
        List<EventDraft> drafts = new ArrayList<>();
        array.forEach(draft -> drafts.add(read(draft)));
        return drafts;
    }

    static EventDraft read(JsonNode json) {
        if (!(json.get("content") instanceof ObjectNode content)) {
            throw MatrixException.badJson("A draft without content");
        }
        String redacts = text(json, "redacts");
        JsonNode ts = json.get("origin_server_ts");
        JsonNode stickyMs = json.get("sticky_ms");
        return new EventDraft(
                UserId.parse(required(json, "sender")),
                required(json, "type"),
                text(json, "state_key"),
                content,
                redacts == null ? null : new EventId(redacts),
                transaction(json.path("transaction")),
                ts == null ? null : ts.asLong(0),
                stickyMs == null ? null : stickyMs.asLong(0));
    }

    private static @Nullable ClientTransaction transaction(JsonNode json) {
        return json.isObject()
                ? new ClientTransaction(
                        required(json, "device_id"),
                        required(json, "txn_id"),
                        required(json, "request"))
                : null;
    }

    static ObjectNode write(Pdu event) {
        ObjectNode json =
                Json.object()
                        .put("event_id", event.eventId().value())
                        .put("room_version", event.version().id());
        json.set("event", event.json());
        return json;
    }

    static Pdu event(ObjectNode json) {
        if (!(json.get("event") instanceof ObjectNode event)) {
            throw MatrixException.badJson("No event");
        }
        return Pdu.trusted(new EventId(required(json, "event_id")), version(json), event);
    }

    static RoomVersion version(JsonNode json) {
        return RoomVersions.find(required(json, "room_version"))
                .orElseThrow(() -> MatrixException.badJson("Unknown room version"));
    }

    static String required(JsonNode json, String key) {
        return Objects.requireNonNullElseGet(
                text(json, key),
                () -> {
                    throw MatrixException.badJson("Missing " + key);
                });
    }

    private static @Nullable String text(JsonNode json, String key) {
        JsonNode value = json.get(key);
        return value != null && value.isString() ? value.asString() : null;
    }
}
