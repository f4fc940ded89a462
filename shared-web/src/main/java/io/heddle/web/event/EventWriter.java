package io.heddle.web.event;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.Stickiness;
import io.heddle.protocol.filter.SyncEventFormat;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.event.SentMark;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.relation.Aggregations;
import io.heddle.storage.relation.Relations;
import io.heddle.storage.room.RoomHistory;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes events for one reader from what was read beforehand.
///
/// @param now milliseconds since 1970
/// @param bundles what to bundle, by event
/// @param redactions the redacting events, by their own ids
/// @param sent what tells the reader which events are their own
/// @param replaced the replaced state events, by the number of the replacing one
/// @param histories the reader's memberships, by room
record EventWriter(
        EventReader reader,
        long now,
        Map<EventId, Aggregations> bundles,
        Map<EventId, StoredEvent> redactions,
        Map<EventId, SentMark> sent,
        Map<Long, StoredEvent> replaced,
        Map<Long, RoomHistory> histories) {

    ObjectNode write(StoredEvent event) {
        return write(event, bundles.get(event.eventId()));
    }

    private ObjectNode write(StoredEvent event, @Nullable Aggregations bundle) {
        ObjectNode json =
                reader.format() == SyncEventFormat.FEDERATION
                        ? federation(event.pdu())
                        : client(event.pdu());
        ObjectNode unsigned = unsigned(event);
        StoredEvent redaction =
                event.redactedBy() == null ? null : redactions.get(event.redactedBy());
        if (redaction != null) {
            unsigned.set(
                    "redacted_because",
                    client(redaction.pdu()).set("unsigned", unsigned(redaction)));
        }
        if (bundle != null) {
            unsigned.set("m.relations", relations(bundle));
        }
        json.set("unsigned", unsigned);
        return json;
    }

    private static ObjectNode federation(Pdu pdu) {
        ObjectNode json = Json.object();
        json.setAll(pdu.json());
        return json.put("event_id", pdu.eventId().value());
    }

    private ObjectNode client(Pdu pdu) {
        ObjectNode json = Json.object();
        json.put("type", pdu.type());
        json.put("event_id", pdu.eventId().value());
        json.put("sender", pdu.sender().value());
        json.put("origin_server_ts", pdu.originServerTs());
        json.set("content", pdu.content());
        if (reader.roomId()) {
            json.put("room_id", pdu.roomId().value());
        }
        String stateKey = pdu.stateKey();
        if (stateKey != null) {
            json.put("state_key", stateKey);
        }
        Long stickyMs = Stickiness.durationMs(pdu);
        if (stickyMs != null) {
            json.putObject(Stickiness.KEY).put("duration_ms", stickyMs);
        }
        putRedacts(json, pdu);
        return json;
    }

    /// Clients of either age find the target, at the top level and in the content.
    private static void putRedacts(ObjectNode json, Pdu pdu) {
        EventId redacts = pdu.redacts();
        if (redacts == null) {
            return;
        }
        json.put("redacts", redacts.value());
        if (!pdu.version().redactsInContent()) {
            ObjectNode content = Json.object();
            content.setAll(pdu.content());
            json.set("content", content.put("redacts", redacts.value()));
        }
    }

    private ObjectNode unsigned(StoredEvent event) {
        ObjectNode unsigned = Json.object();
        unsigned.put("age", now - event.pdu().originServerTs());
        SentMark mark = sent.get(event.eventId());
        if (mark != null) {
            unsigned.put(mark.key(), mark.value());
        }
        Long stickyEnd = Stickiness.endTs(event.pdu(), now);
        if (stickyEnd != null && stickyEnd > now) {
            unsigned.put(Stickiness.TTL, stickyEnd - now);
        }
        RoomHistory history = histories.get(event.roomNid());
        if (history != null && event.roomPosition() != null) {
            unsigned.put("membership", history.membershipAfter(event.roomPosition()));
        }
        putReplaced(unsigned, replaced.get(event.nid()), history);
        return unsigned;
    }

    private static void putReplaced(
            ObjectNode unsigned, @Nullable StoredEvent previous, @Nullable RoomHistory history) {
        if (previous == null) {
            return;
        }
        unsigned.put("replaces_state", previous.eventId().value());
        boolean beforeOurTime = previous.roomPosition() == null;
        if (beforeOurTime || history != null && history.canSee(previous)) {
            unsigned.set("prev_content", previous.pdu().content());
            unsigned.put("prev_sender", previous.pdu().sender().value());
        }
    }

    private ObjectNode relations(Aggregations bundle) {
        ObjectNode relations = Json.object();
        if (bundle.edit() != null && visible(bundle.edit())) {
            relations.set(Relations.REPLACE, write(bundle.edit(), null));
        }
        if (!bundle.references().isEmpty()) {
            ArrayNode chunk = relations.putObject(Relations.REFERENCE).putArray("chunk");
            bundle.references().forEach(id -> chunk.addObject().put("event_id", id.value()));
        }
        Aggregations.Thread thread = bundle.thread();
        if (thread != null && visible(thread.latest())) {
            relations
                    .putObject(Relations.THREAD)
                    .put("count", thread.count())
                    .put("current_user_participated", thread.participated())
                    .set("latest_event", write(thread.latest(), thread.latestAggregations()));
        }
        return relations;
    }

    /// Who has left sees nothing of what came later.
    private boolean visible(StoredEvent child) {
        RoomHistory history = histories.get(child.roomNid());
        return history != null && history.canSee(child);
    }
}
