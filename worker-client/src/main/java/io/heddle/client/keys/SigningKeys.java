package io.heddle.client.keys;

import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads Ed25519 keys from the `keys` of devices and cross-signing keys.
final class SigningKeys {
    private static final String ED25519 = "ed25519:";

    private SigningKeys() {}

    /// The key of a cross-signing key, which has exactly one.
    static Optional<VerifyKey> only(@Nullable ObjectNode crossSigningKey) {
        ObjectNode keys = Json.object(crossSigningKey, "keys");
        return keys == null || keys.size() != 1
                ? Optional.empty()
                : named(crossSigningKey, keys.propertyNames().iterator().next());
    }

    /// The key with an id such as `ed25519:ABC`.
    static Optional<VerifyKey> named(@Nullable ObjectNode holder, String keyId) {
        String key = Json.string(Json.object(holder, "keys"), keyId);
        if (key == null || !keyId.startsWith(ED25519) || keyId.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(VerifyKey.parse(keyId, key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
