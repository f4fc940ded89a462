package io.heddle.e2e.e2ee;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/// Keys as clients make them.
final class Keys {
    static final String UPLOAD = "/_matrix/client/v3/keys/upload";
    static final String QUERY = "/_matrix/client/v3/keys/query";
    static final String CLAIM = "/_matrix/client/v3/keys/claim";
    static final String CROSS_SIGNING = "/_matrix/client/v3/keys/device_signing/upload";
    static final String SIGNATURES = "/_matrix/client/v3/keys/signatures/upload";

    private static final RandomGenerator RANDOM = new SecureRandom();

    private Keys() {}

    static SigningKey signingKey(String keyId) {
        byte[] seed = new byte[32];
        RANDOM.nextBytes(seed);
        return SigningKey.fromSeed(keyId, seed);
    }

    /// A key whose id is its public part, as cross-signing keys are.
    static SigningKey crossSigningKey() {
        byte[] seed = new byte[32];
        RANDOM.nextBytes(seed);
        String publicKey = SigningKey.fromSeed("ed25519:x", seed).verifyKey().base64();
        return SigningKey.fromSeed("ed25519:" + publicKey, seed);
    }

    static String id(SigningKey key) {
        return key.keyId().substring("ed25519:".length());
    }

    static SigningKey deviceSigningKey(TestClient device) {
        return signingKey("ed25519:" + device.deviceId());
    }

    /// Signed identity keys of a device.
    static ObjectNode deviceKeys(TestClient device, SigningKey key) {
        ObjectNode keys = Json.object();
        keys.put("user_id", device.userId()).put("device_id", device.deviceId());
        keys.putArray("algorithms").add("m.megolm.v1.aes-sha2");
        keys.putObject("keys")
                .put("curve25519:" + device.deviceId(), "curve key of " + device.deviceId())
                .put(key.keyId(), key.verifyKey().base64());
        return JsonSigner.sign(keys, device.userId(), key);
    }

    /// Uploads identity keys and gives back the signing key.
    static SigningKey uploadDeviceKeys(TestClient device) {
        SigningKey key = deviceSigningKey(device);
        device.post(UPLOAD, wrapped("device_keys", deviceKeys(device, key))).ok();
        return key;
    }

    static ObjectNode wrapped(String field, ObjectNode content) {
        ObjectNode body = Json.object();
        body.set(field, content);
        return body;
    }

    static ObjectNode oneTimeKeys(String... ids) {
        ObjectNode keys = Json.object();
        for (String id : ids) {
            ObjectNode key = keys.putObject("signed_curve25519:" + id);
            key.put("key", "key " + id).putObject("signatures");
        }
        return keys;
    }

    static void uploadOneTimeKeys(TestClient device, String... ids) {
        device.post(UPLOAD, wrapped("one_time_keys", oneTimeKeys(ids))).ok();
    }

    static ObjectNode crossSigningKey(TestClient user, String usage, SigningKey key) {
        ObjectNode object = Json.object();
        object.put("user_id", user.userId()).putArray("usage").add(usage);
        object.putObject("keys").put(key.keyId(), key.verifyKey().base64());
        return object;
    }

    /// The three keys of a user's cross-signing.
    record CrossSigning(SigningKey master, SigningKey selfSigning, SigningKey userSigning) {
        static CrossSigning generate() {
            return new CrossSigning(crossSigningKey(), crossSigningKey(), crossSigningKey());
        }

        ObjectNode body(TestClient user) {
            ObjectNode body = Json.object();
            body.set("master_key", crossSigningKey(user, "master", master));
            body.set("self_signing_key", signed(user, "self_signing", selfSigning));
            body.set("user_signing_key", signed(user, "user_signing", userSigning));
            return body;
        }

        private ObjectNode signed(TestClient user, String usage, SigningKey key) {
            return JsonSigner.sign(crossSigningKey(user, usage, key), user.userId(), master);
        }

        static CrossSigning upload(TestClient user) {
            CrossSigning keys = generate();
            user.post(CROSS_SIGNING, keys.body(user)).ok();
            return keys;
        }
    }
}
