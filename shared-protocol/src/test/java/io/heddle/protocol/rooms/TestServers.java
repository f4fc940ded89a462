package io.heddle.protocol.rooms;

import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.id.ServerName;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The same signing key for a server name in every test.
public final class TestServers {
    private static final Map<ServerName, SigningKey> KEYS = new ConcurrentHashMap<>();

    private TestServers() {}

    public static SigningKey keyOf(ServerName server) {
        return KEYS.computeIfAbsent(server, TestServers::newKey);
    }

    private static SigningKey newKey(ServerName server) {
        byte[] seed = new byte[32];
        ByteBuffer.wrap(seed).putInt(server.value().hashCode());
        return SigningKey.fromSeed("ed25519:1", seed);
    }
}
