package io.heddle.e2e.usage;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.storage.account.LastSeen;
import io.heddle.storage.usage.MonthlyActiveUsers;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// https://spec.matrix.org/v1.19/client-server-api/#common-error-codes
@Tag("CS-API-10")
class UsageLimitsTest {
    private static final String V3 = "/_matrix/client/v3";

    @Test
    @Tag("OPS-05")
    void aServerTakesNoMoreUsersAMonthThanItMay() {
        HeddleServer server =
                HeddleServer.start(
                        Map.of(
                                "homeserver.limit_usage_by_mau", "true",
                                "homeserver.max_mau_value", "2",
                                "homeserver.admin_contact", "mailto:admin@test.local",
                                "homeserver.enable-registration", "true",
                                "homeserver.enable-registration-without-verification", "true"));
        try {
            TestClient alice = server.user("alice");
            TestClient bob = server.user("bob");
            TestClient carol = server.user("carol");
            alice.sync(null, 0).ok();
            String room = bob.createRoom("{\"preset\":\"public_chat\"}");
            assertThat(server.bean(MonthlyActiveUsers.class).count()).isEqualTo(2);

            full(carol.sync(null, 0));
            full(carol.join(room));
            full(carol.post(V3 + "/createRoom", "{}"));
            full(login(server, carol, "password of carol"));
            full(
                    server.anonymous()
                            .post(V3 + "/register", "{\"username\":\"d\",\"password\":\"x\"}"));
            carol.get(V3 + "/account/whoami").ok();
            alice.join(room).ok();
            alice.sendText(room, "those who count go on");
            login(server, alice, "password of alice").ok();

            aMonthPasses(server, bob);
            carol.join(room).ok();
            full(bob.sync(null, 0));
        } finally {
            server.close();
        }
    }

    /// Since a user was here.
    private static void aMonthPasses(HeddleServer server, TestClient user) {
        server.bean(LastSeen.class).flush();
        long then = server.bean(Clock.class).millis() - Duration.ofDays(31).toMillis();
        server.bean(JdbcClient.class)
                .sql("UPDATE monthly_active_users SET last_seen_ts = ? WHERE user_id = ?")
                .params(then, user.userId())
                .update();
        server.bean(MonthlyActiveUsers.class).reap();
    }

    private static void full(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.errcode()).isEqualTo("M_RESOURCE_LIMIT_EXCEEDED");
        assertThat(answer.text("limit_type")).isEqualTo("monthly_active_user");
        assertThat(answer.text("admin_contact")).isEqualTo("mailto:admin@test.local");
        assertThat(answer.text("error")).isNotEmpty();
    }

    @Test
    void aClosedServerSaysWhy() {
        HeddleServer server =
                HeddleServer.start(
                        Map.of(
                                "homeserver.hs_disabled", "true",
                                "homeserver.hs_disabled_message", "Closed for the winter",
                                "homeserver.enable-registration", "true",
                                "homeserver.enable-registration-without-verification", "true"));
        try {
            TestClient alice = server.user("alice");
            closed(alice.sync(null, 0));
            closed(alice.post(V3 + "/createRoom", "{}"));
            closed(alice.put(V3 + "/rooms/" + enc("!x:test.local") + "/send/a/1", "{}"));
            closed(login(server, alice, "password of alice"));
            closed(server.anonymous().post(V3 + "/register", "{}"));
        } finally {
            server.close();
        }
    }

    private static void closed(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.errcode()).isEqualTo("M_RESOURCE_LIMIT_EXCEEDED");
        assertThat(answer.text("limit_type")).isEqualTo("hs_disabled");
        assertThat(answer.text("error")).isEqualTo("Closed for the winter");
        assertThat(answer.text("admin_contact"))
                .isEqualTo("https://test.local/.well-known/matrix/support");
    }

    @Test
    void aUserHasNoMoreThanTheyMay() {
        HeddleServer server =
                HeddleServer.start(
                        Map.of(
                                "homeserver.user_limits.devices", "2",
                                "homeserver.user_limits.rooms", "2",
                                "homeserver.user_limits.can_upgrade", "true",
                                "homeserver.user_limits.info_uri", "https://test.local/more"));
        try {
            TestClient alice = server.user("alice");
            TestClient bob = server.user("bob");
            login(server, alice, "password of alice").ok();
            exceeded(login(server, alice, "password of alice"));
            String open = bob.createRoom("{\"preset\":\"public_chat\"}");
            String first = alice.createRoom("{}");
            alice.join(open).ok();
            exceeded(alice.post(V3 + "/createRoom", "{}"));
            exceeded(alice.join(bob.createRoom("{\"preset\":\"public_chat\"}")));
            alice.leave(first).ok();
            alice.createRoom("{}");
        } finally {
            server.close();
        }
    }

    private static void exceeded(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.errcode()).isEqualTo("M_USER_LIMIT_EXCEEDED");
        assertThat(answer.text("info_uri")).isEqualTo("https://test.local/more");
        assertThat(answer.at("can_upgrade").asBoolean(false)).isTrue();
        assertThat(answer.text("error")).isNotEmpty();
    }

    private static Answer login(HeddleServer server, TestClient user, String password) {
        return server.anonymous()
                .post(
                        V3 + "/login",
                        "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"%s\"}"
                                .formatted(user.userId(), password));
    }
}
