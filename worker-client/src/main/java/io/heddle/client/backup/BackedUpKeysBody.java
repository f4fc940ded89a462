package io.heddle.client.backup;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.BackedUpKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads keys that are to be backed up; fails with 400 for anything malformed.
final class BackedUpKeysBody {
    private static final int MAX_SESSION_ID = 255;

    private BackedUpKeysBody() {}

    static List<BackedUpKey> rooms(ObjectNode body) {
        List<BackedUpKey> keys = new ArrayList<>();
        object(body, "rooms")
                .forEachEntry((room, sessions) ->
                        keys.addAll(sessions(RoomId.parse(room), asObject(sessions, "rooms"))));
        return keys;
    }

    static List<BackedUpKey> sessions(RoomId room, ObjectNode body) {
        List<BackedUpKey> keys = new ArrayList<>();
        object(body, "sessions")
                .forEachEntry(
                        (session, key) -> keys.add(key(room, session, asObject(key, "sessions"))));
        return keys;
    }

    static BackedUpKey key(RoomId room, String session, ObjectNode key) {
        if (session.indexOf('\0') >= 0
                || session.getBytes(StandardCharsets.UTF_8).length > MAX_SESSION_ID) {
            throw MatrixException.invalidParam("Invalid session id");
        }
        return new BackedUpKey(
                room,
                session,
                number(key, "first_message_index"),
                number(key, "forwarded_count"),
                isVerified(key),
                Json.bytes(object(key, "session_data")));
    }

    private static long number(ObjectNode key, String field) {
        if (!key.has(field)) {
            throw MatrixException.missingParam(field);
        }
        Long number = Json.longValue(key, field);
        if (number == null) {
            throw MatrixException.badJson(field + " must be an integer");
        }
        return number;
    }

    private static boolean isVerified(ObjectNode key) {
        if (!key.has("is_verified")) {
            throw MatrixException.missingParam("is_verified");
        }
        Boolean verified = Json.bool(key, "is_verified");
        if (verified == null) {
            throw MatrixException.invalidParam("is_verified must be a boolean");
        }
        return verified;
    }

    private static ObjectNode object(ObjectNode parent, String field) {
        if (!parent.has(field)) {
            throw MatrixException.missingParam(field);
        }
        return asObject(parent.get(field), field);
    }

    private static ObjectNode asObject(JsonNode value, String field) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw MatrixException.badJson(field + " must be an object");
    }
}
