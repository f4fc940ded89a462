package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.id.ThirdPartyId;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.ThirdPartyIds;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoginTest {
    private static final String LOGIN = "/_matrix/client/v3/login";

    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-AUTH-01")
    @Tag("CS-ACCT-04")
    void whoAsksIsTakenFromTheHeader() {
        TestClient alice = server.user("alice");
        Answer me = alice.get("/_matrix/client/v3/account/whoami").ok();
        assertThat(me.text("user_id")).isEqualTo(alice.userId());
        assertThat(me.text("device_id")).isEqualTo(alice.deviceId());
        assertThat(me.at("is_guest").booleanValue()).isFalse();

        Answer missing = server.anonymous().get("/_matrix/client/v3/account/whoami");
        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.errcode()).isEqualTo("M_MISSING_TOKEN");

        Answer unknown =
                new TestClient(server.baseUrl(), "hdl_bogus", "", "")
                        .get("/_matrix/client/v3/account/whoami");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.errcode()).isEqualTo("M_UNKNOWN_TOKEN");
        assertThat(unknown.at("soft_logout").booleanValue()).isFalse();
    }

    @Test
    @Tag("CS-DISC-04")
    void loginFlowsAreTold() {
        assertThat(
                        server.anonymous()
                                .get(LOGIN)
                                .ok()
                                .json()
                                .at("/flows")
                                .valueStream()
                                .map(flow -> flow.path("type").asString()))
                .contains("m.login.password", "m.login.token", "m.login.application_service");
    }

    @Test
    @Tag("CS-AUTH-06")
    void everyFormOfIdentifierLogsIn() {
        TestClient bob = server.user("bob");
        String localpart = UserId.parse(bob.userId()).localpart();
        ThirdPartyIds ids = server.bean(ThirdPartyIds.class);
        ids.add(UserId.parse(bob.userId()), ThirdPartyId.email(localpart + "@example.org"), 1);
        String digits =
                "4915112" + String.format("%06d", Math.floorMod(localpart.hashCode(), 1_000_000));
        ids.add(UserId.parse(bob.userId()), ThirdPartyId.phone("+" + digits), 1);

        String password = ",\"password\":\"password of bob\",\"type\":\"m.login.password\"}";
        String[] ways = {
            "{\"identifier\":{\"type\":\"m.id.user\",\"user\":\"%s\"}".formatted(bob.userId()),
            "{\"identifier\":{\"type\":\"m.id.user\",\"user\":\"%s\"}"
                    .formatted(localpart.toUpperCase()),
            "{\"identifier\":{\"type\":\"m.id.thirdparty\",\"medium\":\"email\",\"address\":\"%s@Example.org\"}"
                    .formatted(localpart),
            "{\"identifier\":{\"type\":\"m.id.phone\",\"country\":\"DE\",\"phone\":\"0%s\"}"
                    .formatted(digits.substring(2)),
            "{\"user\":\"%s\"".formatted(localpart),
            "{\"medium\":\"email\",\"address\":\"%s@example.org\"".formatted(localpart)
        };
        for (String way : ways) {
            Answer answer = server.anonymous().post(LOGIN, way + password).ok();
            assertThat(answer.text("user_id")).isEqualTo(bob.userId());
            assertThat(answer.text("access_token")).startsWith("hdl_");
            assertThat(answer.text("home_server")).isEqualTo(HeddleServer.NAME);
        }
    }

    @Test
    @Tag("CS-AUTH-06")
    void aWrongPasswordAndAnUnknownUserLookTheSame() {
        TestClient bob = server.user("bob");
        for (String user :
                new String[] {
                    bob.userId(), "@nobody:" + HeddleServer.NAME, "@bob:elsewhere.example"
                }) {
            Answer refused =
                    server.anonymous()
                            .post(
                                    LOGIN,
                                    "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"wrong\"}"
                                            .formatted(user));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.errcode()).isEqualTo("M_FORBIDDEN");
        }
        assertThat(server.anonymous().post(LOGIN, "{\"type\":\"m.login.other\"}").status())
                .isEqualTo(400);
        assertThat(server.anonymous().post(LOGIN, "{}").errcode()).isEqualTo("M_MISSING_PARAM");
    }

    @Test
    @Tag("CS-AUTH-03")
    void loggingInOnAKnownDeviceVoidsItsEarlierToken() {
        TestClient carol = server.user("carol");
        Answer again =
                server.anonymous()
                        .post(
                                LOGIN,
                                "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"password of carol\",\"device_id\":\"%s\"}"
                                        .formatted(carol.userId(), carol.deviceId()))
                        .ok();
        assertThat(again.text("device_id")).isEqualTo(carol.deviceId());
        assertThat(carol.get("/_matrix/client/v3/account/whoami").errcode())
                .isEqualTo("M_UNKNOWN_TOKEN");
    }

    @Test
    @Tag("CS-AUTH-10")
    void loggingOutEndsTheSessionAndLoggingOutAllEndsEverySession() {
        TestClient dave = server.user("dave");
        TestClient other = server.login(dave.userId(), "password of dave");
        TestClient third = server.login(dave.userId(), "password of dave");
        assertThat(dave.get("/_matrix/client/v3/account/whoami").status()).isEqualTo(200);
        dave.call("POST", "/_matrix/client/v3/logout", null).ok();
        assertThat(dave.get("/_matrix/client/v3/account/whoami").errcode())
                .isEqualTo("M_UNKNOWN_TOKEN");
        assertThat(other.get("/_matrix/client/v3/account/whoami").status()).isEqualTo(200);
        other.call("POST", "/_matrix/client/v3/logout/all", null).ok();
        assertThat(third.get("/_matrix/client/v3/account/whoami").errcode())
                .isEqualTo("M_UNKNOWN_TOKEN");
    }

    @Test
    @Tag("CS-AUTH-10")
    void loggingOutTakesTheKeysAndPushersOfTheDeviceAlong() {
        TestClient peggy = server.user("peggy");
        TestClient other = server.login(peggy.userId(), "password of peggy");
        other.post(
                        "/_matrix/client/v3/pushers/set",
                        """
                        {"kind":"http","app_id":"app","pushkey":"key","app_display_name":"App","device_display_name":"Phone",
                         "lang":"en","data":{"url":"https://push.test.local/_matrix/push/v1/notify"}}\
                        """)
                .ok();
        assertThat(peggy.get("/_matrix/client/v3/pushers").ok().at("pushers")).hasSize(1);
        other.post(
                        "/_matrix/client/v3/keys/upload",
                        """
                        {"device_keys":{"user_id":"%s","device_id":"%s","algorithms":["m.olm.v1.curve25519-aes-sha2"],
                         "keys":{"curve25519:%s":"abc","ed25519:%s":"def"},"signatures":{}}}\
                        """
                                .formatted(
                                        other.userId(),
                                        other.deviceId(),
                                        other.deviceId(),
                                        other.deviceId()))
                .ok();
        String query = "{\"device_keys\":{\"%s\":[]}}".formatted(peggy.userId());
        assertThat(peggy.post("/_matrix/client/v3/keys/query", query).ok().body())
                .contains(other.deviceId());

        other.call("POST", "/_matrix/client/v3/logout", null).ok();
        assertThat(peggy.get("/_matrix/client/v3/pushers").ok().at("pushers")).isEmpty();
        assertThat(peggy.post("/_matrix/client/v3/keys/query", query).ok().body())
                .doesNotContain(other.deviceId());
    }
}
