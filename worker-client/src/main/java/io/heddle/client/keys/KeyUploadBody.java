package io.heddle.client.keys;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.KeyUpload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of a key upload; fails with 400 M_BAD_JSON for anything malformed.
final class KeyUploadBody {
    private static final int MAX_NAME = 255;
    private static final int MAX_KEY_BYTES = 65_536;

    private KeyUploadBody() {}

    static KeyUpload parse(ObjectNode body, UserId user, String deviceId) {
        return new KeyUpload(
                deviceKeys(body, user, deviceId),
                keys(body, "one_time_keys"),
                keys(body, "fallback_keys"));
    }

    private static byte @Nullable [] deviceKeys(ObjectNode body, UserId user, String deviceId) {
        if (!body.has("device_keys")) {
            return null;
        }
        ObjectNode keys = Json.object(body, "device_keys");
        if (keys == null) {
            throw MatrixException.badJson("device_keys must be an object");
        }
        if (!user.value().equals(Json.string(keys, "user_id"))) {
            throw MatrixException.badJson("user_id of device_keys is another");
        }
        if (!deviceId.equals(Json.string(keys, "device_id"))) {
            throw MatrixException.badJson("device_id of device_keys is another");
        }
        if (Json.strings(keys, "algorithms") == null) {
            throw MatrixException.badJson("algorithms must be a list of strings");
        }
        checkTexts(keys.get("keys"), "keys");
        checkSignatures(keys.get("signatures"), true);
        keys.remove("unsigned");
        return canonical(keys);
    }

    private static List<KeyUpload.Key> keys(ObjectNode body, String field) {
        JsonNode given = body.get(field);
        if (given == null || given.isNull()) {
            return List.of();
        }
        if (!(given instanceof ObjectNode object)) {
            throw MatrixException.badJson(field + " must be an object");
        }
        List<KeyUpload.Key> keys = new ArrayList<>(object.size());
        object.forEachEntry((name, key) -> keys.add(key(field, name, key)));
        return keys;
    }

    private static KeyUpload.Key key(String field, String name, JsonNode key) {
        int colon = name.indexOf(':');
        boolean named =
                colon > 0
                        && colon < name.length() - 1
                        && name.indexOf(':', colon + 1) < 0
                        && name.indexOf('\0') < 0
                        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME;
        if (!named) {
            throw MatrixException.badJson("A name in " + field + " must be algorithm:id");
        }
        if (key instanceof ObjectNode object) {
            checkKeyObject(field, object);
        } else if (!key.isString()) {
            throw MatrixException.badJson("A key in " + field + " must be a string or an object");
        }
        return new KeyUpload.Key(
                name.substring(0, colon), name.substring(colon + 1), canonical(key));
    }

    private static void checkKeyObject(String field, ObjectNode key) {
        if (Json.string(key, "key") == null) {
            throw MatrixException.badJson("A key object in " + field + " must have a key");
        }
        JsonNode fallback = key.get("fallback");
        if (fallback != null && !fallback.isBoolean()) {
            throw MatrixException.badJson("fallback must be a boolean");
        }
        checkSignatures(key.get("signatures"), false);
    }

    private static void checkSignatures(@Nullable JsonNode signatures, boolean required) {
        if (signatures == null && !required) {
            return;
        }
        if (!(signatures instanceof ObjectNode bySigner)) {
            throw MatrixException.badJson("signatures must be an object");
        }
        bySigner.forEach(made -> checkTexts(made, "signatures"));
    }

    private static void checkTexts(@Nullable JsonNode texts, String field) {
        if (!(texts instanceof ObjectNode object)
                || !object.values().stream().allMatch(JsonNode::isString)) {
            throw MatrixException.badJson(field + " must be an object of strings");
        }
    }

    static byte[] canonical(JsonNode key) {
        try {
            byte[] bytes = CanonicalJson.encode(key);
            if (bytes.length > MAX_KEY_BYTES) {
                throw MatrixException.tooLarge("A key is too large");
            }
            return bytes;
        } catch (CanonicalJsonException e) {
            throw MatrixException.badJson("Keys must be canonical JSON");
        }
    }
}
