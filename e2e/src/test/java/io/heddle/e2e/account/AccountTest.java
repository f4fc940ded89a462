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

class AccountTest {
    private static final String V3 = "/_matrix/client/v3";

    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-ACCT-01")
    @Tag("CS-AUTH-12")
    void changingThePasswordLogsOutTheOtherDevices() {
        TestClient alice = server.user("alice");
        TestClient other = server.login(alice.userId(), "password of alice");
        Answer asked = alice.post(V3 + "/account/password", "{\"new_password\":\"another one\"}");
        assertThat(asked.status()).isEqualTo(401);
        Answer wrong = alice.post(V3 + "/account/password", Proof.password(asked, "no password"));
        assertThat(wrong.errcode()).isEqualTo("M_FORBIDDEN");
        assertThat(wrong.at("completed").isArray()).isTrue();
        alice.post(V3 + "/account/password", Proof.password(asked, "password of alice")).ok();
        assertThat(alice.get(V3 + "/account/whoami").status()).isEqualTo(200);
        assertThat(other.get(V3 + "/account/whoami").status()).isEqualTo(401);
        assertThat(login(alice, "password of alice").status()).isEqualTo(403);
        assertThat(login(alice, "another one").status()).isEqualTo(200);
    }

    @Test
    @Tag("CS-ACCT-01")
    void otherDevicesStayWhenAskedTo() {
        TestClient bob = server.user("bob");
        TestClient other = server.login(bob.userId(), "password of bob");
        String body = "{\"new_password\":\"another one\",\"logout_devices\":false";
        Answer asked = bob.post(V3 + "/account/password", body + "}");
        bob.post(
                        V3 + "/account/password",
                        body + ",\"auth\":" + Proof.auth(asked, "password of bob") + "}")
                .ok();
        assertThat(other.get(V3 + "/account/whoami").status()).isEqualTo(200);
        assertThat(login(bob, "another one").status()).isEqualTo(200);
    }

    @Test
    @Tag("CS-ACCT-02")
    void aDeactivatedAccountIsGoneForGood() {
        TestClient carol = server.user("carol");
        TestClient dave = server.user("dave");
        Answer someoneElse = dave.post(V3 + "/account/deactivate", "{}");
        Answer asked = carol.post(V3 + "/account/deactivate", "{\"erase\":true}");
        assertThat(
                        carol.post(
                                        V3 + "/account/deactivate",
                                        Proof.password(someoneElse, "password of carol"))
                                .status())
                .isEqualTo(403);
        Answer done =
                carol.post(V3 + "/account/deactivate", Proof.password(asked, "password of carol"))
                        .ok();
        assertThat(done.text("id_server_unbind_result")).isEqualTo("success");
        assertThat(carol.get(V3 + "/account/whoami").errcode()).isEqualTo("M_UNKNOWN_TOKEN");
        Answer login = login(carol, "password of carol");
        assertThat(login.status()).isEqualTo(403);
        assertThat(login.errcode()).isEqualTo("M_USER_DEACTIVATED");
    }

    @Test
    @Tag("CS-ACCT-02")
    void whoeverIsErasedLeavesTheRoomsAndIsReadByThoseOnlyWhoWereThere() {
        TestClient rupert = server.user("rupert");
        TestClient sybil = server.user("sybil");
        String room = sybil.createRoom("{\"preset\":\"public_chat\"}");
        rupert.join(room).ok();
        String event = rupert.sendText(room, "remember me");
        String since = sybil.sync(null, 0).ok().text("next_batch");
        Answer asked = rupert.post(V3 + "/account/deactivate", "{\"erase\":true}");
        rupert.post(V3 + "/account/deactivate", Proof.password(asked, "password of rupert")).ok();

        String seen = "";
        for (int i = 0; i < 20 && !seen.contains("\"membership\":\"leave\""); i++) {
            Answer sync = sybil.sync(since, 5000).ok();
            since = sync.text("next_batch");
            seen += sync.body();
        }
        assertThat(seen).contains("\"membership\":\"leave\"");

        TestClient trent = server.user("trent");
        trent.join(room).ok();
        String path = V3 + "/rooms/" + TestClient.enc(room) + "/event/" + TestClient.enc(event);
        assertThat(sybil.get(path).ok().text("/content/body")).isEqualTo("remember me");
        assertThat(trent.get(path).ok().at("content").isEmpty()).isTrue();
        assertThat(
                        trent.get(
                                        V3
                                                + "/rooms/"
                                                + TestClient.enc(room)
                                                + "/messages?dir=b&limit=50")
                                .ok()
                                .body())
                .doesNotContain("remember me");
        assertThat(sybil.get(V3 + "/profile/" + TestClient.enc(rupert.userId())).body())
                .doesNotContain("rupert");
    }

    @Test
    @Tag("CS-ACCT-05")
    @Tag("CS-ACCT-07")
    void aLockedAccountIsKeptOutButKeepsItsSessions() {
        TestClient admin = server.admin("admin");
        TestClient erin = server.user("erin");
        String lock = "/_matrix/client/v1/admin/lock/" + TestClient.enc(erin.userId());
        assertThat(erin.put(lock, "{\"locked\":true}").errcode()).isEqualTo("M_FORBIDDEN");
        assertThat(admin.put(lock, "{\"locked\":true}").ok().at("locked").booleanValue()).isTrue();
        assertThat(admin.get(lock).ok().at("locked").booleanValue()).isTrue();
        Answer out = erin.get(V3 + "/account/whoami");
        assertThat(out.status()).isEqualTo(401);
        assertThat(out.errcode()).isEqualTo("M_USER_LOCKED");
        assertThat(out.at("soft_logout").booleanValue()).isTrue();
        admin.put(
                        "/_matrix/client/unstable/uk.timedout.msc4323/admin/lock/"
                                + TestClient.enc(erin.userId()),
                        "{\"locked\":false}")
                .ok();
        assertThat(erin.get(V3 + "/account/whoami").status()).isEqualTo(200);
        admin.put(lock, "{\"locked\":true}").ok();
        erin.call("POST", V3 + "/logout", null).ok();
    }

    @Test
    @Tag("CS-ACCT-07")
    void moderationIsForAdministratorsAndNotAgainstThem() {
        TestClient admin = server.admin("admin");
        TestClient other = server.admin("other");
        String base = "/_matrix/client/v1/admin/suspend/";
        assertThat(
                        admin.put(base + TestClient.enc(other.userId()), "{\"suspended\":true}")
                                .status())
                .isEqualTo(403);
        assertThat(
                        admin.put(base + TestClient.enc(admin.userId()), "{\"suspended\":true}")
                                .status())
                .isEqualTo(403);
        assertThat(
                        admin.put(
                                        base + TestClient.enc("@x:elsewhere.example"),
                                        "{\"suspended\":true}")
                                .errcode())
                .isEqualTo("M_INVALID_PARAM");
        assertThat(
                        admin.put(
                                        base + TestClient.enc("@nobody:" + HeddleServer.NAME),
                                        "{\"suspended\":true}")
                                .errcode())
                .isEqualTo("M_NOT_FOUND");
        TestClient frank = server.user("frank");
        assertThat(admin.put(base + TestClient.enc(frank.userId()), "{}").errcode())
                .isEqualTo("M_MISSING_PARAM");
        admin.put(base + TestClient.enc(frank.userId()), "{\"suspended\":true}").ok();
        assertThat(
                        admin.get(base + TestClient.enc(frank.userId()))
                                .ok()
                                .at("suspended")
                                .booleanValue())
                .isTrue();
        assertThat(frank.get(V3 + "/account/whoami").status()).isEqualTo(200);
    }

    @Test
    @Tag("CS-ACCT-08")
    void whoisTellsWhereAUserWasSeen() {
        TestClient grace = server.user("grace");
        grace.get(V3 + "/account/whoami").ok();
        Answer own = grace.get(V3 + "/admin/whois/" + TestClient.enc(grace.userId())).ok();
        assertThat(
                        own.at("devices")
                                .path(grace.deviceId())
                                .at("/sessions/0/connections/0/ip")
                                .asString())
                .isEqualTo("127.0.0.1");
        String path = V3 + "/admin/whois/" + TestClient.enc(grace.userId());
        assertThat(server.user("heidi").get(path).status()).isEqualTo(403);
        assertThat(server.admin("admin").get(path).ok().text("user_id")).isEqualTo(grace.userId());
    }

    @Test
    @Tag("CS-ACCT-09")
    void capabilitiesAreTold() {
        Answer answer = server.user("ivan").get(V3 + "/capabilities").ok();
        assertThat(answer.text("/capabilities/m.room_versions/default")).isEqualTo("12");
        assertThat(answer.text("/capabilities/m.room_versions/available/11")).isEqualTo("stable");
        assertThat(answer.at("/capabilities/m.change_password/enabled").booleanValue()).isTrue();
        assertThat(answer.at("/capabilities/m.profile_fields/enabled").booleanValue()).isTrue();
        assertThat(answer.at("capabilities").has("m.account_moderation")).isFalse();
    }

    @Test
    @Tag("CS-ACCT-11")
    void anOpenIdTokenTellsWhoShowedIt() {
        TestClient judy = server.user("judy");
        Answer token =
                judy.post(
                                V3
                                        + "/user/"
                                        + TestClient.enc(judy.userId())
                                        + "/openid/request_token",
                                "{}")
                        .ok();
        assertThat(token.text("token_type")).isEqualTo("Bearer");
        assertThat(token.text("matrix_server_name")).isEqualTo(HeddleServer.NAME);
        String userInfo = "/_matrix/federation/v1/openid/userinfo";
        assertThat(
                        server.anonymous()
                                .get(userInfo + "?access_token=" + token.text("access_token"))
                                .ok()
                                .text("sub"))
                .isEqualTo(judy.userId());
        assertThat(server.anonymous().get(userInfo + "?access_token=x").errcode())
                .isEqualTo("M_UNKNOWN_TOKEN");
        assertThat(server.anonymous().get(userInfo).errcode()).isEqualTo("M_MISSING_TOKEN");
        assertThat(
                        judy.post(
                                        V3
                                                + "/user/"
                                                + TestClient.enc("@other:" + HeddleServer.NAME)
                                                + "/openid/request_token",
                                        "{}")
                                .status())
                .isEqualTo(403);
    }

    @Test
    @Tag("CS-ACCT-03")
    @Tag("CS-AUTH-17")
    void thirdPartyIdsAreListedAndRemovedAndMailIsNotSent() {
        TestClient kate = server.user("kate");
        String mail = UserId.parse(kate.userId()).localpart() + "@example.org";
        server.bean(ThirdPartyIds.class)
                .add(UserId.parse(kate.userId()), ThirdPartyId.email(mail), 5);
        Answer list = kate.get(V3 + "/account/3pid").ok();
        assertThat(list.text("/threepids/0/address")).isEqualTo(mail);
        assertThat(list.at("/threepids/0/validated_at").longValue()).isEqualTo(5);
        kate.post(
                        V3 + "/account/3pid/delete",
                        "{\"medium\":\"email\",\"address\":\"%s\"}".formatted(mail))
                .ok();
        assertThat(kate.get(V3 + "/account/3pid").ok().at("threepids").isEmpty()).isTrue();

        Answer token =
                server.anonymous()
                        .post(
                                V3 + "/register/email/requestToken",
                                "{\"client_secret\":\"abc\",\"email\":\"a@example.org\",\"send_attempt\":1}");
        assertThat(token.status()).isEqualTo(400);
        assertThat(token.errcode()).isEqualTo("M_THREEPID_MEDIUM_NOT_SUPPORTED");
        assertThat(
                        server.anonymous()
                                .post(
                                        V3 + "/account/password/msisdn/requestToken",
                                        "{\"client_secret\":\"a b\"}")
                                .errcode())
                .isEqualTo("M_INVALID_PARAM");
    }

    private Answer login(TestClient user, String password) {
        return server.anonymous()
                .post(
                        V3 + "/login",
                        "{\"type\":\"m.login.password\",\"user\":\"%s\",\"password\":\"%s\"}"
                                .formatted(user.userId(), password));
    }
}
