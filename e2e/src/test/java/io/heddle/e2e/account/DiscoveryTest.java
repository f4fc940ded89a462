package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private final HeddleServer server = OpenServer.shared();
    private final TestClient nobody = server.anonymous();

    @Test
    @Tag("CS-API-08")
    void versionsAreTold() {
        Answer answer = nobody.get("/_matrix/client/versions").ok();
        assertThat(answer.json().at("/versions").valueStream().map(version -> version.asString()))
                .contains("v1.1", "v1.11", "r0.6.1");
        assertThat(answer.at("unstable_features").isObject()).isTrue();
        assertThat(answer.header("Vary")).contains("Authorization");
        server.user("alice").get("/_matrix/client/versions").ok();
    }

    @Test
    @Tag("CS-MISC-14")
    void theServerTellsWhatItIs() {
        Answer answer = nobody.get("/_matrix/client/versions").ok();
        assertThat(answer.text("/net.zemos.msc4383.server/name")).isEqualTo("Heddle");
        assertThat(answer.text("/net.zemos.msc4383.server/version")).isNotEmpty();
        assertThat(answer.at("/unstable_features/net.zemos.msc4383").booleanValue()).isTrue();
    }

    @Test
    @Tag("CS-DISC-01")
    void theClientFileTellsTheBaseUrl() {
        Answer answer = nobody.get("/.well-known/matrix/client").ok();
        assertThat(answer.text("/m.homeserver/base_url")).isEqualTo("https://matrix.test.local/");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(HeddleServer.shared().anonymous().get("/.well-known/matrix/client").status())
                .isEqualTo(404);
    }

    @Test
    @Tag("CS-DISC-02")
    void theSupportFileTellsWhomToWriteTo() {
        Answer answer = nobody.get("/.well-known/matrix/support").ok();
        assertThat(answer.text("/contacts/0/email_address")).isEqualTo("admin@test.local");
        assertThat(answer.text("/contacts/0/role")).isEqualTo("m.role.admin");
        assertThat(HeddleServer.shared().anonymous().get("/.well-known/matrix/support").status())
                .isEqualTo(404);
    }

    @Test
    void aBrowserAtTheAddressIsToldThatTheServerRuns() {
        Answer answer = nobody.get("/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.body()).contains("is running");
    }

    @Test
    @Tag("CS-DISC-04")
    void oauthIsNotOffered() {
        Answer answer = nobody.get("/_matrix/client/v1/auth_metadata");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errcode()).isEqualTo("M_UNRECOGNIZED");
    }

    @Test
    @Tag("CS-MISC-04")
    void turnCredentialsAreSigned() {
        TestClient alice = server.user("alice");
        Answer answer = alice.get("/_matrix/client/v3/voip/turnServer").ok();
        assertThat(answer.text("username"))
                .matches("[0-9]+:" + java.util.regex.Pattern.quote(alice.userId()));
        assertThat(answer.text("password")).hasSize(28);
        assertThat(answer.at("ttl").longValue()).isEqualTo(3600);
        assertThat(answer.text("/uris/0")).startsWith("turn:");
        assertThat(
                        HeddleServer.shared()
                                .user("bob")
                                .get("/_matrix/client/v3/voip/turnServer")
                                .ok()
                                .json()
                                .isEmpty())
                .isTrue();
    }

    @Test
    @Tag("CS-AUTH-13")
    @Tag("CS-AUTH-14")
    void thereAreFallbackPages() {
        Answer login = nobody.get("/_matrix/static/client/login/").ok();
        assertThat(login.header("Content-Type")).startsWith("text/html");
        assertThat(login.body()).contains("matrixLogin.onLogin");
        Answer asked =
                nobody.post(
                        "/_matrix/client/v3/register",
                        "{\"username\":\"paged\",\"password\":\"wordpass\"}");
        Answer page =
                nobody.get(
                                "/_matrix/client/v3/auth/m.login.dummy/fallback/web?session="
                                        + asked.text("session"))
                        .ok();
        assertThat(page.body()).contains("<form").contains(asked.text("session"));
        assertThat(nobody.get("/_matrix/client/r0/auth/m.login.dummy/fallback/web").status())
                .isEqualTo(400);
        assertThat(nobody.get("/_matrix/client/r0/auth/m.other/fallback/web?session=x").status())
                .isEqualTo(404);
    }

    @Test
    @Tag("CS-MISC-08")
    void noNetworksAreBridged() {
        TestClient alice = server.user("alice");
        assertThat(alice.get("/_matrix/client/v3/thirdparty/protocols").ok().json().isEmpty())
                .isTrue();
        assertThat(alice.get("/_matrix/client/v3/thirdparty/protocol/irc").errcode())
                .isEqualTo("M_NOT_FOUND");
        assertThat(alice.get("/_matrix/client/v3/thirdparty/user/irc").ok().json().isArray())
                .isTrue();
    }
}
