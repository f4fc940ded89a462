package io.heddle.sync.room;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.Stickiness;
import io.heddle.protocol.json.Json;
import io.heddle.storage.event.SentMark;
import io.heddle.storage.event.StoredEvent;
import io.heddle.sync.json.JsonOut;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An event as clients see it, but for the few things that differ from reader to reader.
/// https://spec.matrix.org/v1.19/client-server-api/#room-event-format
public final class EventBytes {
    private static final int OVERHEAD = 100;
    private static final byte[] NOTHING = {};

    private final byte[] head;
    private final byte[] unsigned;
    private final byte[] previous;
    private final long originServerTs;
    private final @Nullable String redactedBy;
    private final long stickyEndTs;

    private EventBytes(
            byte[] head,
            byte[] unsigned,
            byte[] previous,
            long originServerTs,
            @Nullable String redactedBy,
            long stickyEndTs) {
        this.stickyEndTs = stickyEndTs;
        this.head = head;
        this.unsigned = unsigned;
        this.previous = previous;
        this.originServerTs = originServerTs;
        this.redactedBy = redactedBy;
    }

    /// What one reader sees of an event beside the event itself.
    ///
    /// @param membership the reader's membership at the event, null when it is not told
    /// @param sawReplaced whether the state that the event replaced is shown: to those who were in the room, and to whom
    ///        the event is about
    /// @param sent null unless the reader's device sent the event
    /// @param relations bundled aggregations as JSON, null for none
    public record Reading(
            long now,
            @Nullable String membership,
            boolean sawReplaced,
            @Nullable SentMark sent,
            byte @Nullable [] relations) {}

    /// @param replaced the state event that held the key before, null when there was none or this is no state event
    /// @param redaction the event that redacted this one
    static EventBytes of(
            StoredEvent event, @Nullable StoredEvent replaced, @Nullable StoredEvent redaction) {
        return new EventBytes(
                head(event.pdu()),
                replaced == null && redaction == null ? NOTHING : unsigned(replaced, redaction),
                replaced == null ? NOTHING : previous(replaced),
                event.pdu().originServerTs(),
                event.redactedBy() == null ? null : event.redactedBy().value(),
                Objects.requireNonNullElse(
                        Stickiness.endTs(event.pdu(), event.pdu().originServerTs()), 0L));
    }

    private static byte[] head(Pdu pdu) {
        JsonOut out = new JsonOut(256 + pdu.canonical().length).beginObject();
        members(out, pdu);
        return out.toBytes();
    }

    private static void members(JsonOut out, Pdu pdu) {
        out.name("type").value(pdu.type());
        out.name("content").value(content(pdu));
        out.name("event_id").value(pdu.eventId().value());
        out.name("origin_server_ts").value(pdu.originServerTs());
        out.name("sender").value(pdu.sender().value());
        String stateKey = pdu.stateKey();
        if (stateKey != null) {
            out.name("state_key").value(stateKey);
        }
        Long stickyMs = Stickiness.durationMs(pdu);
        if (stickyMs != null) {
            out.name(Stickiness.KEY).beginObject();
            out.name("duration_ms").value(stickyMs).endObject();
        }
        if (pdu.redacts() != null) {
            out.name("redacts").value(pdu.redacts().value());
        }
    }

    /// Redactions say what they redact in both places, whatever their room version.
    private static ObjectNode content(Pdu pdu) {
        if (pdu.redacts() == null || pdu.content().has("redacts")) {
            return pdu.content();
        }
        ObjectNode content = Json.object();
        content.setAll(pdu.content());
        return content.put("redacts", pdu.redacts().value());
    }

    private static byte[] unsigned(
            @Nullable StoredEvent replaced, @Nullable StoredEvent redaction) {
        JsonOut out = new JsonOut(256);
        if (replaced != null) {
            out.name("replaces_state").value(replaced.eventId().value());
        }
        if (redaction != null) {
            out.name("redacted_by").value(redaction.eventId().value());
            out.name("redacted_because").beginObject();
            members(out, redaction.pdu());
            out.endObject();
        }
        return out.toBytes();
    }

    private static byte[] previous(StoredEvent replaced) {
        JsonOut out = new JsonOut(256);
        out.name("prev_content").value(replaced.pdu().content());
        out.name("prev_sender").value(replaced.pdu().sender().value());
        return out.toBytes();
    }

    /// Whether this is still how the event is stored: a redaction makes it another.
    boolean isOf(StoredEvent event) {
        return event.redactedBy() == null
                ? redactedBy == null
                : event.redactedBy().value().equals(redactedBy);
    }

    int weight() {
        return OVERHEAD + head.length + unsigned.length + previous.length;
    }

    /// Writes the event without its room, as in the sections of a sync.
    public void write(JsonOut out, Reading reading) {
        write(out, reading, null);
    }

    /// @param roomId null to leave the room out
    public void write(JsonOut out, Reading reading, @Nullable String roomId) {
        out.openObject(head);
        if (roomId != null) {
            out.name("room_id").value(roomId);
        }
        out.name("unsigned").beginObject();
        out.name("age").value(reading.now() - originServerTs);
        if (reading.membership() != null) {
            out.name("membership").value(reading.membership());
        }
        if (reading.sent() != null) {
            out.name(reading.sent().key()).value(reading.sent().value());
        }
        long stickyMs = stickyEndTs - reading.now();
        if (stickyMs > 0) {
            out.name(Stickiness.TTL).value(stickyMs);
        }
        out.members(unsigned);
        if (reading.sawReplaced()) {
            out.members(previous);
        }
        if (reading.relations() != null) {
            out.name("m.relations").raw(reading.relations());
        }
        out.endObject().endObject();
    }

    /// The four keys of stripped state. https://spec.matrix.org/v1.19/client-server-api/#stripped-state
    public static void writeStripped(JsonOut out, Pdu event) {
        out.beginObject();
        stripped(out, event);
        out.endObject();
    }

    /// Stripped state of the reader's own invite or knock: with its id and time as well, by which clients tell how old it is.
    public static void writeStrippedOwn(JsonOut out, Pdu event) {
        out.beginObject();
        stripped(out, event);
        out.name("event_id").value(event.eventId().value());
        out.name("origin_server_ts").value(event.originServerTs());
        out.endObject();
    }

    private static void stripped(JsonOut out, Pdu event) {
        out.name("type").value(event.type());
        out.name("state_key").value(event.stateKey() == null ? "" : event.stateKey());
        out.name("sender").value(event.sender().value());
        out.name("content").value(event.content());
    }
}
