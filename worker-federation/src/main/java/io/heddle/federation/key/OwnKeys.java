package io.heddle.federation.key;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.KeyIds;
import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteServerKeys.ServerKey;
import io.heddle.replication.config.FederationSettings;
import io.heddle.storage.keys.ServerKeys;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// This server's keys: the one it signs with, and those of `old_signing_keys`.
@Component
class OwnKeys {
    private final ServerKeys self;
    private final FederationSettings settings;
    private final Clock clock;
    private final Map<String, ServerKey> old = new HashMap<>();

    OwnKeys(ServerKeys self, FederationSettings settings, Clock clock) {
        this.self = self;
        this.settings = settings;
        this.clock = clock;
        settings.oldSigningKeys()
                .forEach((id, key) -> {
                    if (!KeyIds.isEd25519(id)) {
                        throw new IllegalStateException("old_signing_keys: no key id: " + id);
                    }
                    old.put(
                            id,
                            new ServerKey(
                                    VerifyKey.parse(id, key.key()),
                                    key.expiredTs(),
                                    key.expiredTs()));
                });
    }

    @Nullable ServerKey find(String keyId) {
        VerifyKey current = self.signingKey().verifyKey();
        return current.keyId().equals(keyId)
                ? new ServerKey(current, validUntil(), null)
                : old.get(keyId);
    }

    private long validUntil() {
        return clock.millis() + settings.keyRefreshInterval().toMillis();
    }

    /// The object that is published, signed.
    ObjectNode document() {
        ObjectNode document = Json.object();
        document.put("server_name", self.serverName().value());
        document.put("valid_until_ts", validUntil());
        VerifyKey current = self.signingKey().verifyKey();
        document.putObject("verify_keys").putObject(current.keyId()).put("key", current.base64());
        ObjectNode retired = document.putObject("old_verify_keys");
        old.forEach((id, key) ->
                retired.putObject(id)
                        .put("expired_ts", key.expiredTs())
                        .put("key", key.key().base64()));
        return countersign(document);
    }

    /// Adds this server's signature.
    ObjectNode countersign(ObjectNode document) {
        return JsonSigner.sign(document, self.serverName().value(), self.signingKey());
    }
}
