package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RefreshTest {
    private static final String V3 = "/_matrix/client/v3";

    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-AUTH-04")
    void aRefreshTokenStaysGoodUntilWhatItGaveIsUsed() {
        TestClient alice = server.user("alice");
        Answer login =
                server.anonymous()
                        .post(
                                V3 + "/login",
                                "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"password of alice\",\"refresh_token\":true}"
                                        .formatted(alice.userId()))
                        .ok();
        assertThat(login.at("expires_in_ms").longValue()).isEqualTo(300_000);
        assertThat(session(login).get(V3 + "/account/whoami").status()).isEqualTo(200);

        Answer lost = refresh(login).ok();
        Answer second = refresh(login).ok();
        assertThat(second.text("refresh_token")).isNotEqualTo(lost.text("refresh_token"));
        assertThat(session(login).get(V3 + "/account/whoami").status()).isEqualTo(200);

        assertThat(session(second).get(V3 + "/account/whoami").status()).isEqualTo(200);
        Answer spent = refresh(login);
        assertThat(spent.status()).isEqualTo(401);
        assertThat(spent.errcode()).isEqualTo("M_UNKNOWN_TOKEN");
        Answer old = session(login).get(V3 + "/account/whoami");
        assertThat(old.status()).isEqualTo(401);
        assertThat(old.at("soft_logout").booleanValue()).isTrue();

        Answer third = refresh(second).ok();
        Answer fourth = refresh(third).ok();
        assertThat(refresh(second).status()).isEqualTo(401);
        assertThat(session(fourth).get(V3 + "/account/whoami").status()).isEqualTo(200);
        assertThat(refresh(third).status()).isEqualTo(401);
        session(fourth).call("POST", V3 + "/logout", null).ok();
        assertThat(refresh(fourth).status()).isEqualTo(401);
        assertThat(alice.get(V3 + "/account/whoami").status()).isEqualTo(200);
    }

    @Test
    @Tag("CS-AUTH-04")
    void withoutAskingThereIsNoRefreshToken() {
        TestClient bob = server.user("bob");
        Answer login =
                server.anonymous()
                        .post(
                                V3 + "/login",
                                "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"password of bob\"}"
                                        .formatted(bob.userId()))
                        .ok();
        assertThat(login.json().has("refresh_token")).isFalse();
        assertThat(login.json().has("expires_in_ms")).isFalse();
        assertThat(server.anonymous().post(V3 + "/refresh", "{}").errcode())
                .isEqualTo("M_MISSING_PARAM");
        assertThat(server.anonymous().post(V3 + "/refresh", "{\"refresh_token\":\"x\"}").errcode())
                .isEqualTo("M_UNKNOWN_TOKEN");
    }

    @Test
    @Tag("CS-AUTH-07")
    @Tag("CS-AUTH-08")
    void aLoginTokenLogsInOnce() {
        TestClient carol = server.user("carol");
        Answer asked = carol.post("/_matrix/client/v1/login/get_token", "{}");
        assertThat(asked.status()).isEqualTo(401);
        assertThat(asked.text("/flows/0/stages/0")).isEqualTo("m.login.password");
        Answer wrong =
                carol.post("/_matrix/client/v1/login/get_token", Proof.password(asked, "wrong"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.errcode()).isEqualTo("M_FORBIDDEN");
        Answer token =
                carol.post(
                                "/_matrix/client/v1/login/get_token",
                                Proof.password(asked, "password of carol"))
                        .ok();
        assertThat(token.at("expires_in_ms").longValue()).isPositive();

        String login =
                "{\"type\":\"m.login.token\",\"token\":\"%s\"}"
                        .formatted(token.text("login_token"));
        assertThat(server.anonymous().post(V3 + "/login", login).ok().text("user_id"))
                .isEqualTo(carol.userId());
        Answer twice = server.anonymous().post(V3 + "/login", login);
        assertThat(twice.status()).isEqualTo(403);
        assertThat(twice.errcode()).isEqualTo("M_FORBIDDEN");
        assertThat(
                        carol.get(V3 + "/capabilities")
                                .ok()
                                .at("/capabilities/m.get_login_token/enabled")
                                .booleanValue())
                .isTrue();
    }

    private Answer refresh(Answer tokens) {
        return server.anonymous()
                .post(
                        V3 + "/refresh",
                        "{\"refresh_token\":\"%s\"}".formatted(tokens.text("refresh_token")));
    }

    private TestClient session(Answer tokens) {
        return new TestClient(server.baseUrl(), tokens.text("access_token"), "", "");
    }
}
