package io.heddle.e2e.account;

import io.heddle.e2e.HeddleServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
              aliases: []
              rooms: []
            """;

    private static @Nullable HeddleServer server;

    private OpenServer() {}

    static synchronized HeddleServer shared() {
        HeddleServer running = server;
        if (running == null) {
            running =
                    HeddleServer.start(
                            Map.of(
                                    "homeserver.enable-registration", "true",
                                    "homeserver.forget-rooms-on-leave", "true",
                                    "homeserver.enable-registration-without-verification", "true",
                                    "homeserver.allow-guest-access", "true",
                                    "homeserver.refreshable-access-token-lifetime", "0s",
                                    "homeserver.public-baseurl", "https://matrix.test.local/",
                                    "homeserver.admin-contact", "mailto:admin@test.local",
                                    "homeserver.voip.turn-uris[0]",
                                            "turn:turn.test.local:3478?transport=udp",
                                    "homeserver.voip.turn-shared-secret", "turn secret",
                                    "homeserver.app-service-config-files[0]", file()));
            server = running;
        }
        return running;
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
