package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.e2ee.Keys.CrossSigning;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.Devices;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyQueryTest {
    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-E2EE-02")
    void devicesComeWithTheirNamesAndOnlyThoseAskedFor() {
        TestClient alice = server.user("alice");
        TestClient phone = server.login(alice.userId(), "password of alice");
        Keys.uploadDeviceKeys(alice);
        Keys.uploadDeviceKeys(phone);
        server.bean(Devices.class)
                .rename(UserId.parse(phone.userId()), phone.deviceId(), "Alice's phone");
        TestClient bob = server.user("bob");
        Answer all =
                bob.post(
                                Keys.QUERY,
                                "{\"device_keys\":{\"%s\":[],\"%s\":[],\"nobody\":[]}}"
                                        .formatted(alice.userId(), bob.userId()))
                        .ok();
        assertThat(all.at("/device_keys/" + alice.userId()).propertyNames())
                .containsExactlyInAnyOrder(alice.deviceId(), phone.deviceId());
        assertThat(
                        all.at(
                                        "/device_keys/%s/%s/unsigned/device_display_name"
                                                .formatted(alice.userId(), phone.deviceId()))
                                .asString())
                .isEqualTo("Alice's phone");
        assertThat(all.at("/device_keys/" + bob.userId()).isEmpty()).isTrue();
        assertThat(all.at("/failures").isEmpty()).isTrue();
        Answer one =
                bob.post(
                                Keys.QUERY,
                                "{\"device_keys\":{\"%s\":[\"%s\",\"UNKNOWN\"]}}"
                                        .formatted(alice.userId(), phone.deviceId()))
                        .ok();
        assertThat(one.at("/device_keys/" + alice.userId()).propertyNames())
                .containsExactly(phone.deviceId());
        assertThat(
                        one.at(
                                        "/device_keys/%s/%s/keys/curve25519:%s"
                                                .formatted(
                                                        alice.userId(),
                                                        phone.deviceId(),
                                                        phone.deviceId()))
                                .asString())
                .isEqualTo("curve key of " + phone.deviceId());
    }

    @Test
    @Tag("CS-E2EE-02")
    void usersOfServersThatCannotBeReachedAreFailures() {
        TestClient alice = server.user("alice");
        Answer answer =
                alice.post(
                                Keys.QUERY,
                                "{\"device_keys\":{\"@carol:gone.invalid\":[]},\"timeout\":500}")
                        .ok();
        assertThat(answer.at("/failures/gone.invalid/status").asInt()).isGreaterThanOrEqualTo(400);
        assertThat(answer.at("/device_keys").isEmpty()).isTrue();
        assertThat(alice.post(Keys.QUERY, "{}").errcode()).isEqualTo("M_BAD_JSON");
        assertThat(alice.post(Keys.QUERY, "{\"device_keys\":{\"@a:b\":{}}}").errcode())
                .isEqualTo("M_BAD_JSON");
    }

    @Test
    @Tag("CS-E2EE-02")
    void onlyTheOwnerSeesTheUserSigningKey() {
        TestClient alice = server.user("alice");
        CrossSigning keys = CrossSigning.upload(alice);
        TestClient bob = server.user("bob");
        String body = "{\"device_keys\":{\"%s\":[]}}".formatted(alice.userId());
        Answer seenByBob = bob.post(Keys.QUERY, body).ok();
        Answer seenByAlice = alice.post(Keys.QUERY, body).ok();
        for (Answer seen : new Answer[] {seenByBob, seenByAlice}) {
            assertThat(seen.at("/master_keys/" + alice.userId() + "/keys").propertyNames())
                    .containsExactly(keys.master().keyId());
            assertThat(seen.at("/self_signing_keys/" + alice.userId() + "/keys").propertyNames())
                    .containsExactly(keys.selfSigning().keyId());
        }
        assertThat(seenByBob.at("/user_signing_keys").isEmpty()).isTrue();
        assertThat(seenByAlice.at("/user_signing_keys/" + alice.userId() + "/keys").propertyNames())
                .containsExactly(keys.userSigning().keyId());
    }
}
