package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.Accounts;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A server with limits of a few an hour.
class LimitTest {
    private static final String V3 = "/_matrix/client/v3";

    private static HeddleServer server;

    @BeforeAll
    static void start() throws IOException {
        Path bridge = Files.createTempFile("bridge", ".yaml");
        Files.writeString(
                bridge,
                """
                {id: bridge, url: null, as_token: limit-as, hs_token: limit-hs, sender_localpart: bot, rate_limited: false,
                 namespaces: {users: [{regex: "@_b_.*", exclusive: true}]}}\
                """);
        server =
                HeddleServer.start(
                        Map.of(
                                "homeserver.rate-limits.enabled", "true",
                                "homeserver.rc_login.address.burst_count", "1000",
                                "homeserver.rc_login.failed_attempts.per_second", "0.001",
                                "homeserver.rc_login.failed_attempts.burst_count", "2",
                                "homeserver.rc_reports.per_second", "0.001",
                                "homeserver.rc_reports.burst_count", "3",
                                "homeserver.rc_admin_redaction.per_second", "0.001",
                                "homeserver.rc_admin_redaction.burst_count", "1",
                                "homeserver.app-service-config-files[0]", bridge.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Tag("CS-API-06")
    void tooManyWrongPasswordsAreToldToWait() {
        TestClient alice = server.user("alice");
        assertThat(login(alice, "wrong").status()).isEqualTo(403);
        assertThat(login(alice, "wrong").status()).isEqualTo(403);
        Answer limited = login(alice, "password of alice");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.errcode()).isEqualTo("M_LIMIT_EXCEEDED");
        assertThat(limited.at("retry_after_ms").longValue()).isBetween(900_000L, 1_000_000L);
        assertThat(Long.parseLong(limited.header("Retry-After"))).isBetween(900L, 1000L);
    }

    @Test
    @Tag("CS-API-06")
    @Tag("AS-11")
    void theExemptAreNotLimited() {
        assertThat(reports(server.user("bob"))).isEqualTo(3);
        TestClient carol = server.user("carol");
        server.bean(Accounts.class).setUnlimited(UserId.parse(carol.userId()), true);
        assertThat(reports(carol)).isEqualTo(5);
        assertThat(reports(new TestClient(server.baseUrl(), "limit-as", "", ""))).isEqualTo(5);
    }

    @Test
    @Tag("CS-API-06")
    void redactionsOfWhatOthersWroteHaveALimitOfTheirOwn() {
        TestClient moderator = server.user("moderator");
        TestClient dave = server.user("dave");
        String room = moderator.createRoom("{\"preset\":\"public_chat\"}");
        dave.join(room).ok();
        String first = dave.sendText(room, "first");
        String second = dave.sendText(room, "second");
        String own = moderator.sendText(room, "own");
        assertThat(redact(moderator, room, first).status()).isEqualTo(200);
        assertThat(redact(moderator, room, second).errcode()).isEqualTo("M_LIMIT_EXCEEDED");
        assertThat(redact(moderator, room, own).status()).isEqualTo(200);
    }

    private static Answer redact(TestClient client, String room, String event) {
        return client.put(
                V3 + "/rooms/" + TestClient.enc(room) + "/redact/" + TestClient.enc(event) + "/1",
                "{}");
    }

    /// How many of five reports are taken.
    private static int reports(TestClient client) {
        int taken = 0;
        for (int i = 0; i < 5; i++) {
            Answer answer =
                    client.post(
                            V3
                                    + "/users/"
                                    + TestClient.enc("@bot:" + HeddleServer.NAME)
                                    + "/report",
                            "{\"reason\":\"x\"}");
            taken += answer.status() == 200 ? 1 : 0;
        }
        return taken;
    }

    private static Answer login(TestClient user, String password) {
        return server.anonymous()
                .post(
                        V3 + "/login",
                        "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"%s\"}"
                                .formatted(user.userId(), password));
    }
}
