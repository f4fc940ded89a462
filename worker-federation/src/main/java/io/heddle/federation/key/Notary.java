package io.heddle.federation.key;

import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.storage.keys.RemoteKey;
import io.heddle.storage.keys.ServerKeys;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Vouches for what it has seen of other servers' keys, also of servers that are gone. Asks no other notaries.
/// https://spec.matrix.org/v1.19/server-server-api/#querying-keys-through-another-server
@Component
class Notary {
    private static final int MAX_FETCHES = 100;

    private final KeyRing ring;
    private final OwnKeys own;
    private final ServerName self;
    private final Clock clock;

    Notary(KeyRing ring, OwnKeys own, ServerKeys self, Clock clock) {
        this.ring = ring;
        this.own = own;
        this.self = self.serverName();
        this.clock = clock;
    }

    /// What is asked of one server's keys.
    ///
    /// @param keys key id → until when it should be valid; empty for all keys
    /// @param minimum until when keys should be valid where `keys` is empty
    record Wish(Map<String, Long> keys, long minimum) {}

    ObjectNode answer(Map<ServerName, Wish> wanted) {
        ObjectNode answer = Json.object();
        ArrayNode documents = answer.putArray("server_keys");
        Map<ServerName, Wish> others = new HashMap<>(wanted);
        if (others.remove(self) != null) {
            documents.add(own.document());
        }
        Map<ServerName, Map<String, RemoteKey>> known = ring.load(others.keySet());
        Map<ServerName, Map<String, Long>> stale = stale(others, known);
        if (!stale.isEmpty()) {
            ring.fetch(stale, false);
            known = ring.load(others.keySet());
        }
        for (Map.Entry<ServerName, Wish> wish : others.entrySet()) {
            Map<String, RemoteKey> keys = known.getOrDefault(wish.getKey(), Map.of());
            for (ByteBuffer document : documents(keys, wish.getValue().keys().keySet())) {
                documents.add(own.countersign(Json.parseObject(document.array())));
            }
        }
        return answer;
    }

    /// The servers to ask anew: whose keys are not known, not valid for long enough, or have lived half of their life.
    private Map<ServerName, Map<String, Long>> stale(
            Map<ServerName, Wish> wanted, Map<ServerName, Map<String, RemoteKey>> known) {
        Map<ServerName, Map<String, Long>> stale = new HashMap<>();
        wanted.forEach((server, wish) -> {
            if (stale.size() < MAX_FETCHES
                    && !isFresh(wish, known.getOrDefault(server, Map.of()))) {
                stale.put(server, wish.keys());
            }
        });
        return stale;
    }

    private boolean isFresh(Wish wish, Map<String, RemoteKey> keys) {
        if (wish.keys().isEmpty()) {
            return keys.values().stream()
                    .anyMatch(key -> key.expiredTs() == null && isFresh(key, wish.minimum()));
        }
        return wish.keys().entrySet().stream()
                .allMatch(wanted -> {
                    RemoteKey key = keys.get(wanted.getKey());
                    return key != null && isFresh(key, wanted.getValue());
                });
    }

    private boolean isFresh(RemoteKey key, long minimumValidUntil) {
        return key.expiredTs() != null
                || key.validUntilTs() >= minimumValidUntil
                        && clock.millis() < (key.fetchedTs() + key.validUntilTs()) / 2;
    }

    private static Set<ByteBuffer> documents(
            Map<String, RemoteKey> keys, Collection<String> keyIds) {
        Set<ByteBuffer> documents = new LinkedHashSet<>();
        keys.forEach((id, key) -> {
            if (keyIds.isEmpty() || keyIds.contains(id)) {
                documents.add(ByteBuffer.wrap(key.document()));
            }
        });
        return documents;
    }
}
