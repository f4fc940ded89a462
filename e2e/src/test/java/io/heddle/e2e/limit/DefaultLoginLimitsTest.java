package io.heddle.e2e.limit;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Limits by address and account on a server whose limits nobody has changed. Each request may come from an address of its own:
/// all of 127.0.0.0/8 is this machine, on Linux.
@Tag("CS-API-06")
@EnabledOnOs(OS.LINUX)
class DefaultLoginLimitsTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final AtomicInteger COUNT = new AtomicInteger(10);

    private static HeddleServer server;

    @BeforeAll
    static void start() {
        server =
                HeddleServer.start(
                        Map.of(
                                "homeserver.rate-limits.enabled", "true",
                                "homeserver.enable-registration", "true",
                                "homeserver.enable-registration-without-verification", "true"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void loginsFromAnAddressAreLimited() {
        int address = COUNT.incrementAndGet();
        Flood.of(5, 0.003, () -> login(address, "@nobody" + COUNT.incrementAndGet(), "x"));
    }

    @Test
    void loginsToAnAccountAreLimitedWhereverTheyComeFrom() {
        TestClient alice = server.user("alice");
        Flood.of(
                5,
                0.003,
                () -> login(COUNT.incrementAndGet(), alice.userId(), "password of alice"));
    }

    @Test
    void failedLoginsToAnAccountAreLimitedWhereverTheyComeFrom() {
        TestClient alice = server.user("alice");
        Flood.of(3, 0.17, () -> login(COUNT.incrementAndGet(), alice.userId(), "wrong"));
        Flood.refused(login(COUNT.incrementAndGet(), alice.userId(), "password of alice"), 0.17);
    }

    @Test
    void registrationsFromAnAddressAreLimited() {
        int address = COUNT.incrementAndGet();
        Flood.of(
                3,
                0.17,
                () ->
                        post(
                                address,
                                "/register",
                                """
                                {"username":"new%d","password":"a long password","auth":{"type":"m.login.dummy"}}\
                                """
                                        .formatted(COUNT.incrementAndGet())));
    }

    @Test
    void questionsForRegistrationTokensAreLimited() {
        Flood.of(
                5,
                0.1,
                () ->
                        server.anonymous()
                                .get(
                                        "/_matrix/client/v1/register/m.login.registration_token/validity?token=x"));
    }

    private static TestClient.Answer login(int address, String user, String password) {
        return post(
                address,
                "/login",
                "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"%s\"}"
                        .formatted(user, password));
    }

    /// A request from 127.0.1.`address`.
    private static TestClient.Answer post(int address, String path, String body) {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .localAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) address}))
                        .build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.baseUrl() + V3 + path))
                            .POST(BodyPublishers.ofString(body))
                            .build();
            return TestClient.Answer.of(client.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
