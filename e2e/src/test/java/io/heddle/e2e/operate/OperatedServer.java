package io.heddle.e2e.operate;

import io.heddle.e2e.HeddleServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A server as somebody starts it on their own machine, with its meters to be read, on a port of their own too.
final class OperatedServer {
    static final int METRICS_PORT = freePort();

    private static @Nullable HeddleServer server;

    private OperatedServer() {}

    static synchronized HeddleServer shared() {
        HeddleServer running = server;
        if (running == null) {
            running =
                    HeddleServer.start(
                            Map.of(
                                    "homeserver.server-name", "localhost",
                                    "homeserver.allow-query-tokens", "true",
                                    "homeserver.enable-metrics", "true",
                                    "homeserver.listeners[0].type", "metrics",
                                    "homeserver.listeners[0].port", METRICS_PORT));
            server = running;
        }
        return running;
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
