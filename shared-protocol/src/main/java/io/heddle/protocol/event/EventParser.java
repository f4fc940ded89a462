package io.heddle.protocol.event;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import io.heddle.protocol.room.RoomVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Format and size of an event of its room version; hashes, signatures and authorisation are checked elsewhere.
/// https://spec.matrix.org/v1.19/rooms/
final class EventParser {
    private EventParser() {}

    static Pdu parse(byte[] bytes, RoomVersion version) {
        try {
            return parse(Json.parseObject(bytes), version);
        } catch (JsonParseFailure e) {
            throw new InvalidEventException("M_NOT_JSON", String.valueOf(e.getMessage()));
        }
    }

    static Pdu parse(ObjectNode given, RoomVersion version) {
        ObjectNode event = Json.object();
        event.setAll(given);
        event.remove("unsigned");
        return check(event, version, null);
    }

    /// @param knownId the id where it was computed already, else null
    static Pdu check(ObjectNode event, RoomVersion version, @Nullable EventId knownId) {
        try {
            byte[] canonical = CanonicalJson.encodeEvent(event, version.strictJson());
            EventSizes.checkEvent(canonical);
            EventId id = eventId(event, version, knownId);
            return new Pdu(
                    id,
                    version,
                    canonical,
                    fields(event, version, id),
                    references(event, "prev_events", EventSizes.MAX_PREV_EVENTS, version),
                    references(event, "auth_events", EventSizes.MAX_AUTH_EVENTS, version));
        } catch (CanonicalJsonException | InvalidIdentifierException e) {
            throw InvalidEventException.badJson(String.valueOf(e.getMessage()));
        }
    }

    private static EventId eventId(
            ObjectNode event, RoomVersion version, @Nullable EventId knownId) {
        if (version.eventFormat().isHashed()) {
            if (event.has("event_id")) {
                throw InvalidEventException.badJson(
                        "Events of this room version have no 'event_id'");
            }
            return knownId != null ? knownId : EventIds.compute(event, version);
        }
        EventId id = new EventId(requireField(event, "event_id"));
        if (id.server().isEmpty()) {
            throw InvalidEventException.badJson("'event_id' must end in a server name");
        }
        return id;
    }

    private static EventFields fields(ObjectNode event, RoomVersion version, EventId id) {
        String type = requireField(event, "type");
        String stateKey = event.has("state_key") ? requireField(event, "state_key") : null;
        UserId sender = new UserId(requireField(event, "sender"));
        RoomId room = roomId(event, version, id, type, stateKey);
        checkHashes(event);
        checkSignatures(event);
        return new EventFields(
                event,
                type,
                stateKey,
                sender,
                room,
                requireObject(event, "content"),
                depth(event, version),
                requireLong(event, "origin_server_ts"));
    }

    private static RoomId roomId(
            ObjectNode event,
            RoomVersion version,
            EventId id,
            String type,
            @Nullable String stateKey) {
        if (version.roomIdIsCreateHash() && type.equals("m.room.create") && "".equals(stateKey)) {
            if (event.has("room_id")) {
                throw InvalidEventException.badJson(
                        "A create event of this room version has no 'room_id'");
            }
            return RoomId.ofCreateEvent(id);
        }
        RoomId room = new RoomId(requireField(event, "room_id"));
        boolean fits = version.roomIdIsCreateHash() ? room.isHash() : room.server().isPresent();
        if (!fits) {
            throw InvalidEventException.badJson("'room_id' is not of this room version");
        }
        return room;
    }

    private static List<EventId> references(
            ObjectNode event, String key, int max, RoomVersion version) {
        JsonNode references = event.get(key);
        EventSizes.checkCount(key, references == null ? 0 : references.size(), max);
        return EventReferences.read(event, key, version.eventFormat());
    }

    private static long depth(ObjectNode event, RoomVersion version) {
        long depth = requireLong(event, "depth");
        if (depth < 0 || depth > version.maxDepth()) {
            throw InvalidEventException.badJson("'depth' is out of range");
        }
        return depth;
    }

    private static void checkHashes(ObjectNode event) {
        if (Json.string(requireObject(event, "hashes"), "sha256") == null) {
            throw InvalidEventException.badJson("'hashes.sha256' must be a string");
        }
    }

    private static void checkSignatures(ObjectNode event) {
        for (JsonNode signer : requireObject(event, "signatures")) {
            if (!signer.isObject()) {
                throw InvalidEventException.badJson("'signatures' must hold objects");
            }
        }
    }

    private static String requireField(ObjectNode event, String key) {
        String value = Json.string(event, key);
        if (value == null) {
            throw InvalidEventException.badJson("'" + key + "' must be a string");
        }
        EventSizes.checkField(key, value);
        return value;
    }

    private static ObjectNode requireObject(ObjectNode event, String key) {
        ObjectNode value = Json.object(event, key);
        if (value == null) {
            throw InvalidEventException.badJson("'" + key + "' must be an object");
        }
        return value;
    }

    private static long requireLong(ObjectNode event, String key) {
        Long value = Json.longValue(event, key);
        if (value == null) {
            throw InvalidEventException.badJson("'" + key + "' must be an integer");
        }
        return value;
    }
}
