package io.heddle.e2e.account;

import io.heddle.e2e.HeddleServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A server that anybody may register at, guests too, with an application service and access tokens that last no time.
final class OpenServer {
    static final String AS_TOKEN = "as-token-of-the-tests";

    private static final String REGISTRATION =
            """
            id: bridge
            url: null
            as_token: as-token-of-the-tests
            hs_token: hs-token-of-the-tests
            sender_localpart: _bridge_bot
            rate_limited: false
            namespaces:
              users:
                - regex: "@_bridge_.*"
                  exclusive: true
              aliases:
                - regex: "#_bridge_.*"
                  exclusive: true
              rooms: []
            """;

    private static @Nullable HeddleServer server;

    private OpenServer() {}

    static synchronized HeddleServer shared() {
        HeddleServer running = server;
        if (running == null) {
            running = HeddleServer.start(settings());
            server = running;
        }
        return running;
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        for (String flag :
                new String[] {
                    "enable-registration",
                    "enable-registration-without-verification",
                    "allow-guest-access",
                    "forget-rooms-on-leave",
                    "allow-query-tokens"
                }) {
            settings.put("homeserver." + flag, "true");
        }
        settings.put("homeserver.refreshable-access-token-lifetime", "0s");
        settings.put("homeserver.public-baseurl", "https://matrix.test.local/");
        settings.put("homeserver.admin-contact", "mailto:admin@test.local");
        settings.put("homeserver.voip.turn-uris[0]", "turn:turn.test.local:3478?transport=udp");
        settings.put("homeserver.voip.turn-shared-secret", "turn secret");
        settings.put("homeserver.app-service-config-files[0]", file());
        return settings;
    }

    private static String file() {
        try {
            Path file = Files.createTempFile("bridge", ".yaml");
            Files.writeString(file, REGISTRATION);
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
