package io.heddle.protocol.event;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An event of a room, in the format that servers exchange. Immutable: trees that it hands out are read only.
/// https://spec.matrix.org/v1.19/server-server-api/#pdus
public final class Pdu {
    private static final int PARSED_WEIGHT = 6;

    private final EventId eventId;
    private final RoomVersion version;
    private final @Nullable ObjectNode source;

    // Both are set at most once to equal values; the record's final fields and `volatile` make that
    // safe unlocked.
    private volatile byte @Nullable [] canonical;
    private @Nullable EventFields fields;
    private @Nullable List<EventId> prevEvents;
    private @Nullable List<EventId> authEvents;

    Pdu(
            EventId eventId,
            RoomVersion version,
            byte[] canonical,
            EventFields fields,
            List<EventId> prevEvents,
            List<EventId> authEvents) {
        this.eventId = eventId;
        this.version = version;
        this.source = null;
        this.canonical = canonical;
        this.fields = fields;
        this.prevEvents = prevEvents;
        this.authEvents = authEvents;
    }

    private Pdu(
            EventId eventId,
            RoomVersion version,
            byte @Nullable [] canonical,
            @Nullable ObjectNode source) {
        this.eventId = eventId;
        this.version = version;
        this.source = source;
        this.canonical = canonical;
    }

    /// Checks format and size of an event from outside, drops its `unsigned` and finds its id. Throws
    /// [InvalidEventException]. The object must not change afterwards.
    public static Pdu parse(ObjectNode event, RoomVersion version) {
        return EventParser.parse(event, version);
    }

    public static Pdu parse(byte[] event, RoomVersion version) {
        return EventParser.parse(event, version);
    }

    /// An event of our own database: the bytes are what [#canonical] gave, and are parsed when first asked for more
    /// than that. Neither is checked.
    public static Pdu trusted(EventId id, RoomVersion version, byte[] canonical) {
        return new Pdu(id, version, canonical, (ObjectNode) null);
    }

    public static Pdu trusted(EventId id, RoomVersion version, ObjectNode event) {
        return new Pdu(id, version, null, event);
    }

    public EventId eventId() {
        return eventId;
    }

    public RoomVersion version() {
        return version;
    }

    /// In room versions whose room ids are hashes, that of a create event comes from its event id.
    public RoomId roomId() {
        return fields().roomId();
    }

    public String type() {
        return fields().type();
    }

    /// Null unless this is a state event.
    public @Nullable String stateKey() {
        return fields().stateKey();
    }

    public @Nullable StateKey stateKeyEntry() {
        String key = stateKey();
        return key == null ? null : new StateKey(type(), key);
    }

    public boolean isState() {
        return stateKey() != null;
    }

    /// A state event of a type, with any state key.
    public boolean isState(String type) {
        return isState() && type().equals(type);
    }

    public boolean isState(String type, String stateKey) {
        return stateKey.equals(stateKey()) && type().equals(type);
    }

    public boolean isCreate() {
        return isState("m.room.create", "");
    }

    public UserId sender() {
        return fields().sender();
    }

    public ObjectNode content() {
        return fields().content();
    }

    /// `content.membership` of m.room.member, null elsewhere.
    public @Nullable String membership() {
        return type().equals("m.room.member") ? Json.string(content(), "membership") : null;
    }

    public long depth() {
        return fields().depth();
    }

    /// Milliseconds since 1970, as the sender's server says.
    public long originServerTs() {
        return fields().originServerTs();
    }

    public List<EventId> prevEvents() {
        List<EventId> known = prevEvents;
        if (known == null) {
            known = EventReferences.read(json(), "prev_events", version.eventFormat());
            prevEvents = known;
        }
        return known;
    }

    public List<EventId> authEvents() {
        List<EventId> known = authEvents;
        if (known == null) {
            known = EventReferences.read(json(), "auth_events", version.eventFormat());
            authEvents = known;
        }
        return known;
    }

    /// What m.room.redaction redacts, from where its room version puts it; null elsewhere and when malformed.
    public @Nullable EventId redacts() {
        if (!type().equals("m.room.redaction")) {
            return null;
        }
        String id = Json.string(version.redactsInContent() ? content() : json(), "redacts");
        return id != null && EventId.isValid(id) ? new EventId(id) : null;
    }

    /// The federation format, without `unsigned`.
    public ObjectNode json() {
        ObjectNode tree = fields().json();
        return tree == null ? tree() : tree;
    }

    /// [#json] as canonical JSON. Read only.
    public byte[] canonical() {
        byte[] bytes = canonical;
        if (bytes == null) {
            bytes = CanonicalJson.encodeLenient(json());
            canonical = bytes;
        }
        return bytes;
    }

    /// The same event with all that a redaction removes removed.
    public Pdu redacted() {
        return trusted(eventId, version, Redaction.redact(json(), version));
    }

    /// The same event for keeping: the bytes, and parsed only what most readers ask for. [#json] is parsed at each call.
    public Pdu compact() {
        return new Pdu(
                eventId, version, canonical(), fields().withoutTree(), prevEvents(), authEvents());
    }

    /// The same event with one more signature.
    public Pdu signedBy(ServerName server, SigningKey key) {
        return withSignature(server, key.keyId(), key.sign(essence()));
    }

    public Pdu withSignature(ServerName server, String keyId, byte[] signature) {
        ObjectNode event = Json.object();
        event.setAll(json());
        ObjectNode signatures = Json.object(event, "signatures");
        event.set("signatures", signatures == null ? Json.object() : signatures.deepCopy());
        JsonSigner.put(event, server.value(), keyId, signature);
        return trusted(eventId, version, event);
    }

    /// What signatures of this event cover.
    public byte[] essence() {
        return EventIds.essence(json(), version);
    }

    /// An estimate of the memory that the event holds, in bytes, for caches that weigh.
    public int weight() {
        byte[] bytes = canonical;
        int length = bytes == null ? 1024 : bytes.length;
        return 200 + length + length * PARSED_WEIGHT;
    }

    private EventFields fields() {
        EventFields known = fields;
        if (known == null) {
            known = EventFields.ofStored(tree(), eventId);
            fields = known;
        }
        return known;
    }

    private ObjectNode tree() {
        byte[] bytes = canonical;
        if (source != null) {
            return source;
        }
        return Json.parseObject(bytes == null ? new byte[0] : bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pdu pdu && pdu.eventId.equals(eventId);
    }

    @Override
    public int hashCode() {
        return eventId.hashCode();
    }

    @Override
    public String toString() {
        return eventId.value();
    }
}
