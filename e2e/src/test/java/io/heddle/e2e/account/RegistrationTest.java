package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private static final String REGISTER = "/_matrix/client/v3/register";

    private final HeddleServer server = OpenServer.shared();
    private final TestClient nobody = server.anonymous();

    @Test
    @Tag("CS-AUTH-11")
    @Tag("CS-AUTH-15")
    void registeringAsksForAFlowAndThenGivesASession() {
        Answer asked =
                nobody.post(
                        REGISTER,
                        "{\"username\":\"Ruth\",\"password\":\"wordpass\",\"device_id\":\"RUTHDEV\"}");
        assertThat(asked.status()).isEqualTo(401);
        assertThat(asked.json().has("errcode")).isFalse();
        assertThat(asked.text("/flows/0/stages/0")).isEqualTo("m.login.dummy");
        assertThat(asked.at("params").isObject()).isTrue();

        Answer done =
                nobody.post(
                                REGISTER,
                                "{\"auth\":{\"type\":\"m.login.dummy\",\"session\":\"%s\"}}"
                                        .formatted(asked.text("session")))
                        .ok();
        assertThat(done.text("user_id")).isEqualTo("@ruth:" + HeddleServer.NAME);
        assertThat(done.text("device_id")).isEqualTo("RUTHDEV");
        assertThat(done.text("access_token")).isNotEmpty();
        server.login("ruth", "wordpass");

        Answer again =
                nobody.post(
                                REGISTER,
                                "{\"auth\":{\"session\":\"%s\"}}".formatted(asked.text("session")))
                        .ok();
        assertThat(again.text("user_id")).isEqualTo("@ruth:" + HeddleServer.NAME);
    }

    @Test
    @Tag("CS-AUTH-15")
    void inhibitLoginMakesAnAccountWithoutASessionAndNoNameGivesANumber() {
        Answer quiet =
                nobody.post(
                                REGISTER,
                                "{\"username\":\"quinn\",\"password\":\"wordpass\",\"inhibit_login\":true,\"auth\":{\"type\":\"m.login.dummy\"}}")
                        .ok();
        assertThat(quiet.json().has("access_token")).isFalse();
        Answer numbered =
                nobody.post(
                                REGISTER,
                                "{\"password\":\"wordpass\",\"auth\":{\"type\":\"m.login.dummy\"}}")
                        .ok();
        assertThat(numbered.text("user_id")).matches("@[0-9]+:.*");
    }

    @Test
    @Tag("CS-AUTH-15")
    @Tag("CS-AUTH-16")
    void namesMustBeFreeAndKeepToTheGrammar() {
        nobody.post(
                        REGISTER,
                        "{\"username\":\"taken\",\"password\":\"wordpass\",\"auth\":{\"type\":\"m.login.dummy\"}}")
                .ok();
        assertThat(name("taken")).isEqualTo("M_USER_IN_USE");
        assertThat(name("TAKEN")).isEqualTo("M_USER_IN_USE");
        assertThat(name("not%20allowed")).isEqualTo("M_INVALID_USERNAME");
        assertThat(name("_hidden")).isEqualTo("M_INVALID_USERNAME");
        assertThat(name("12345")).isEqualTo("M_INVALID_USERNAME");
        assertThat(name("x".repeat(250))).isEqualTo("M_INVALID_USERNAME");
        assertThat(
                        nobody.get(REGISTER + "/available?username=free-name")
                                .ok()
                                .at("available")
                                .booleanValue())
                .isTrue();
        assertThat(nobody.post(REGISTER, "{\"username\":\"taken\",\"password\":\"x\"}").errcode())
                .isEqualTo("M_USER_IN_USE");
        assertThat(nobody.post(REGISTER, "{\"username\":5,\"password\":\"x\"}").errcode())
                .isEqualTo("M_BAD_JSON");
    }

    private String name(String name) {
        Answer answer = nobody.get(REGISTER + "/available?username=" + name);
        assertThat(answer.status()).isEqualTo(400);
        return answer.errcode();
    }

    @Test
    @Tag("CS-AUTH-11")
    void aSessionIsGoodForItsOperationOnly() {
        Answer asked = nobody.post(REGISTER, "{\"username\":\"sam\",\"password\":\"wordpass\"}");
        TestClient alice = server.user("alice");
        Answer misused =
                alice.post(
                        "/_matrix/client/v3/account/deactivate",
                        "{\"auth\":{\"type\":\"m.login.dummy\",\"session\":\"%s\"}}"
                                .formatted(asked.text("session")));
        assertThat(misused.status()).isEqualTo(403);
        Answer unknown =
                nobody.post(
                        REGISTER,
                        "{\"auth\":{\"type\":\"m.login.dummy\",\"session\":\"nonsense\"}}");
        assertThat(unknown.status()).isEqualTo(400);
        Answer otherStage =
                nobody.post(
                        REGISTER,
                        "{\"auth\":{\"type\":\"m.login.password\",\"session\":\"%s\"}}"
                                .formatted(asked.text("session")));
        assertThat(otherStage.status()).isEqualTo(401);
        assertThat(otherStage.errcode()).isNotEmpty();
        assertThat(otherStage.text("session")).isEqualTo(asked.text("session"));
    }

    @Test
    @Tag("CS-MISC-05")
    void guestsGetANumberAndFewEndpoints() {
        Answer guest = nobody.post(REGISTER + "?kind=guest", "{\"device_id\":\"MINE\"}").ok();
        assertThat(guest.text("device_id")).isNotEqualTo("MINE");
        TestClient client =
                new TestClient(
                        server.baseUrl(), guest.text("access_token"), guest.text("user_id"), "");
        assertThat(
                        client.get("/_matrix/client/v3/account/whoami")
                                .ok()
                                .at("is_guest")
                                .booleanValue())
                .isTrue();
        Answer refused = client.get("/_matrix/client/v3/account/3pid");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errcode()).isEqualTo("M_GUEST_ACCESS_FORBIDDEN");
        assertThat(HeddleServer.shared().anonymous().post(REGISTER + "?kind=guest", "{}").status())
                .isEqualTo(403);
    }

    @Test
    @Tag("CS-MISC-05")
    void aGuestBecomesAUserOfTheSameName() {
        Answer guest = nobody.post(REGISTER + "?kind=guest", "{}").ok();
        String name = guest.text("user_id").substring(1).replaceAll(":.*", "");
        String body =
                "{\"username\":\"%s\",\"password\":\"wordpass\",\"guest_access_token\":\"%s\"}";
        assertThat(
                        nobody.post(REGISTER, body.formatted("other", guest.text("access_token")))
                                .status())
                .isEqualTo(403);
        Answer asked = nobody.post(REGISTER, body.formatted(name, guest.text("access_token")));
        assertThat(asked.status()).isEqualTo(401);
        Answer done =
                nobody.post(
                                REGISTER,
                                "{\"auth\":{\"type\":\"m.login.dummy\",\"session\":\"%s\"}}"
                                        .formatted(asked.text("session")))
                        .ok();
        assertThat(done.text("user_id")).isEqualTo(guest.text("user_id"));
        TestClient user = server.login(name, "wordpass");
        assertThat(user.get("/_matrix/client/v3/account/whoami").ok().at("is_guest").booleanValue())
                .isFalse();
    }

    @Test
    @Tag("CS-AUTH-02")
    void tokensInTheQueryCountOnlyWhereTheSettingsSaySo() {
        String path = "/_matrix/client/v3/account/whoami?access_token=";
        assertThat(nobody.get(path + server.user("alice").accessToken()).status()).isEqualTo(200);
        HeddleServer strict = HeddleServer.shared();
        assertThat(strict.anonymous().get(path + strict.user("alice").accessToken()).errcode())
                .isEqualTo("M_MISSING_TOKEN");
    }

    @Test
    @Tag("CS-AUTH-15")
    void closedServersRegisterNobody() {
        Answer refused =
                HeddleServer.shared()
                        .anonymous()
                        .post(REGISTER, "{\"username\":\"x\",\"password\":\"y\"}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errcode()).isEqualTo("M_FORBIDDEN");
    }

    @Test
    @Tag("CS-AUTH-05")
    void anExpiredTokenLogsOutSoftly() {
        TestClient erin = server.user("erin");
        Answer short_ =
                nobody.post(
                                "/_matrix/client/v3/login",
                                "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"password of erin\",\"refresh_token\":true}"
                                        .formatted(erin.userId()))
                        .ok();
        TestClient expired =
                new TestClient(server.baseUrl(), short_.text("access_token"), erin.userId(), "");
        Answer refused = expired.get("/_matrix/client/v3/account/whoami");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.errcode()).isEqualTo("M_UNKNOWN_TOKEN");
        assertThat(refused.at("soft_logout").booleanValue()).isTrue();
        assertThat(erin.get("/_matrix/client/v3/devices").ok().body())
                .contains(short_.text("device_id"));
    }

    @Test
    @Tag("CS-ACCT-10")
    void roomsAreForgottenOnLeavingWhereTheSettingsSaySo() {
        TestClient alice = server.user("alice");
        String room = alice.createRoom("{}");
        alice.leave(room).ok();
        String path = "/_matrix/client/v3/rooms/" + TestClient.enc(room) + "/messages?dir=b";
        int status = 200;
        for (int i = 0; i < 200 && status == 200; i++) {
            status = alice.get(path).status();
        }
        assertThat(status).isEqualTo(403);
        assertThat(
                        alice.get("/_matrix/client/v3/capabilities")
                                .ok()
                                .at("/capabilities/m.forget_forced_upon_leave/enabled")
                                .booleanValue())
                .isTrue();
    }

    @Test
    @Tag("OPS-03")
    void theSharedSecretMakesAccountsAndANonceIsGoodOnce() {
        Answer wrong =
                nobody.post(
                        "/_synapse/admin/v1/register",
                        "{\"nonce\":\"x\",\"username\":\"y\",\"password\":\"z\",\"mac\":\"0\"}");
        assertThat(wrong.status()).isEqualTo(400);
        String nonce = nobody.get("/_synapse/admin/v1/register").ok().text("nonce");
        String body =
                "{\"nonce\":\"%s\",\"username\":\"mallory\",\"password\":\"z\",\"admin\":true,\"mac\":\"00\"}"
                        .formatted(nonce);
        assertThat(nobody.post("/_synapse/admin/v1/register", body).status()).isEqualTo(403);
        assertThat(nobody.post("/_synapse/admin/v1/register", body).status()).isEqualTo(400);
        assertThat(
                        server.admin("root")
                                .get("/_matrix/client/v3/capabilities")
                                .ok()
                                .at("/capabilities/m.account_moderation/lock")
                                .booleanValue())
                .isTrue();
    }

    @Test
    @Tag("CS-MISC-05")
    void guestsAreRemovedWhenARoomIsNoLongerOpenToThem() {
        Answer account = nobody.post(REGISTER + "?kind=guest", "{}").ok();
        TestClient guest =
                new TestClient(
                        server.baseUrl(),
                        account.text("access_token"),
                        account.text("user_id"),
                        "");
        TestClient host = server.user("host");
        TestClient member = server.user("member");
        String room = host.createRoom("{\"preset\":\"public_chat\"}");
        member.join(room).ok();
        assertThat(guest.join(room).errcode()).isEqualTo("M_GUEST_ACCESS_FORBIDDEN");
        host.sendState(
                room, "m.room.guest_access", "", Json.object().put("guest_access", "can_join"));
        guest.join(room).ok();
        String since = guest.sync(null, 0).ok().text("next_batch");

        host.sendState(
                room, "m.room.guest_access", "", Json.object().put("guest_access", "forbidden"));

        Answer sync = guest.sync(since, 10_000).ok();
        while (!sync.json().path("rooms").path("leave").has(room)) {
            assertThat(sync.text("next_batch")).isNotEqualTo(since);
            since = sync.text("next_batch");
            sync = guest.sync(since, 10_000).ok();
        }
        assertThat(member.get("/_matrix/client/v3/joined_rooms").ok().body()).contains(room);
    }
}
