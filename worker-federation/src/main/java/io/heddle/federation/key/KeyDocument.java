package io.heddle.federation.key;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.KeyIds;
import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.Json;
import io.heddle.storage.keys.RemoteKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a server publishes of its keys, signed by itself.
/// https://spec.matrix.org/v1.19/server-server-api/#get_matrixkeyv2server
///
/// @param inUse keys by id
/// @param retired keys that count only for what was signed before a time
/// @param json the object with the server's own signatures and no others
record KeyDocument(
        ServerName server,
        long validUntilTs,
        Map<String, VerifyKey> inUse,
        Map<String, Retired> retired,
        ObjectNode json) {
    static final Duration LONGEST = Duration.ofDays(7);
    private static final int MAX_KEYS = 100;

    record Retired(VerifyKey key, long expiredTs) {}

    /// Reads a key object; null unless it is well-formed and signed by one of the keys in use that it names.
    static @Nullable KeyDocument read(ObjectNode object) {
        String name = Json.string(object, "server_name");
        Long validUntil = Json.longValue(object, "valid_until_ts");
        ObjectNode verifyKeys = Json.object(object, "verify_keys");
        ObjectNode oldKeys = Json.object(object, "old_verify_keys");
        if (name == null
                || !ServerName.isValid(name)
                || validUntil == null
                || verifyKeys == null
                || verifyKeys.size() + (oldKeys == null ? 0 : oldKeys.size()) > MAX_KEYS
                || !Json.isShallow(object)) {
            return null;
        }
        Map<String, VerifyKey> inUse = new HashMap<>();
        for (String id : verifyKeys.propertyNames()) {
            VerifyKey key = key(id, Json.object(verifyKeys, id));
            if (key != null) {
                inUse.put(id, key);
            }
        }
        boolean signed =
                JsonSigner.keyIds(object, name).stream()
                        .map(inUse::get)
                        .anyMatch(key -> key != null && JsonSigner.verify(object, name, key));
        return signed
                ? new KeyDocument(
                        ServerName.parse(name),
                        validUntil,
                        inUse,
                        retired(oldKeys, inUse.keySet()),
                        onlyOwnSignatures(object, name))
                : null;
    }

    private static Map<String, Retired> retired(@Nullable ObjectNode keys, Set<String> inUse) {
        Map<String, Retired> retired = new HashMap<>();
        if (keys != null) {
            for (String id : keys.propertyNames()) {
                VerifyKey key = key(id, Json.object(keys, id));
                Long expired = Json.longValue(Json.object(keys, id), "expired_ts");
                if (key != null && expired != null && !inUse.contains(id)) {
                    retired.put(id, new Retired(key, expired));
                }
            }
        }
        return retired;
    }

    private static @Nullable VerifyKey key(String id, @Nullable ObjectNode value) {
        String base64 = Json.string(value, "key");
        if (base64 == null || !KeyIds.isEd25519(id) || id.indexOf('\0') >= 0) {
            return null;
        }
        try {
            return VerifyKey.parse(id, base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ObjectNode onlyOwnSignatures(ObjectNode object, String name) {
        ObjectNode copy = object.deepCopy();
        ObjectNode signatures = Json.object(copy, "signatures");
        if (signatures != null) {
            signatures.retain(name);
        }
        return copy;
    }

    /// Whether a key is among these and valid for as long as it should be.
    boolean holds(String keyId, long validUntil) {
        return retired.containsKey(keyId) || inUse.containsKey(keyId) && validUntilTs >= validUntil;
    }

    /// The keys as they are kept.
    List<RemoteKey> keys(long fetchedTs) {
        byte[] document = CanonicalJson.encodeLenient(json);
        long until = Math.min(validUntilTs, fetchedTs + LONGEST.toMillis());
        List<RemoteKey> keys = new ArrayList<>();
        inUse.values()
                .forEach(key ->
                        keys.add(new RemoteKey(server, key, until, null, fetchedTs, document)));
        retired.values()
                .forEach(old ->
                        keys.add(
                                new RemoteKey(
                                        server,
                                        old.key(),
                                        old.expiredTs(),
                                        old.expiredTs(),
                                        fetchedTs,
                                        document)));
        return keys;
    }
}
