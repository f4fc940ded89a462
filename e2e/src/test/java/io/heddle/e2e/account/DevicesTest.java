package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DevicesTest {
    private static final String DEVICES = "/_matrix/client/v3/devices";

    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-E2EE-10")
    void devicesAreListedAndRenamed() {
        TestClient alice = server.user("alice");
        alice.put(DEVICES + "/" + alice.deviceId(), "{\"display_name\":\"my phone\"}").ok();
        Answer one = alice.get(DEVICES + "/" + alice.deviceId()).ok();
        assertThat(one.text("display_name")).isEqualTo("my phone");
        assertThat(one.text("last_seen_ip")).isEqualTo("127.0.0.1");
        assertThat(one.at("last_seen_ts").longValue()).isPositive();
        assertThat(alice.get(DEVICES).ok().at("devices")).hasSize(1);
        assertThat(alice.put(DEVICES + "/NONE", "{}").status()).isEqualTo(404);
        assertThat(alice.get(DEVICES + "/N%00NE").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(
                        alice.put(
                                        DEVICES + "/" + alice.deviceId(),
                                        "{\"display_name\":\"%s\"}".formatted("x".repeat(101)))
                                .errcode())
                .isEqualTo("M_TOO_LARGE");
    }

    @Test
    @Tag("CS-E2EE-10")
    @Tag("CS-AUTH-10")
    void deletingDevicesTakesAProofAndEndsTheirSessions() {
        TestClient bob = server.user("bob");
        TestClient second = server.login(bob.userId(), "password of bob");
        TestClient third = server.login(bob.userId(), "password of bob");
        TestClient fourth = server.login(bob.userId(), "password of bob");

        Answer asked = bob.delete(DEVICES + "/" + second.deviceId());
        assertThat(asked.status()).isEqualTo(401);
        bob.call(
                        "DELETE",
                        DEVICES + "/" + second.deviceId(),
                        Proof.password(asked, "password of bob"))
                .ok();
        assertThat(second.get(DEVICES).status()).isEqualTo(401);

        String several =
                "{\"devices\":[\"%s\",\"%s\"]".formatted(third.deviceId(), fourth.deviceId());
        Answer askedAgain = bob.post("/_matrix/client/v3/delete_devices", several + "}");
        assertThat(askedAgain.status()).isEqualTo(401);
        bob.post(
                        "/_matrix/client/v3/delete_devices",
                        several + ",\"auth\":" + Proof.auth(askedAgain, "password of bob") + "}")
                .ok();
        assertThat(third.get(DEVICES).status()).isEqualTo(401);
        assertThat(fourth.get(DEVICES).status()).isEqualTo(401);
        assertThat(bob.get(DEVICES).ok().at("devices")).hasSize(1);
    }

    @Test
    @Tag("CS-FILT-01")
    void filtersAreKeptByUser() {
        TestClient carol = server.user("carol");
        String path = "/_matrix/client/v3/user/" + TestClient.enc(carol.userId()) + "/filter";
        String filter = "{\"room\":{\"timeline\":{\"limit\":5}}}";
        String id = carol.post(path, filter).ok().text("filter_id");
        assertThat(id).doesNotStartWith("{");
        assertThat(carol.post(path, filter).ok().text("filter_id")).isEqualTo(id);
        assertThat(carol.post(path, "{}").ok().text("filter_id")).isNotEqualTo(id);
        assertThat(carol.get(path + "/" + id).ok().at("/room/timeline/limit").intValue())
                .isEqualTo(5);
        assertThat(carol.get(path + "/99").errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(carol.post(path, "{\"room\":5}").status()).isEqualTo(400);
        assertThat(server.user("dave").get(path + "/" + id).status()).isEqualTo(403);
    }
}
