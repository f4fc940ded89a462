package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.e2ee.Keys.CrossSigning;
import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.Streams;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.account.DeviceRemover;
import io.heddle.storage.account.Devices;
import io.heddle.storage.e2ee.KeyCounts;
import io.heddle.storage.e2ee.OneTimeKeys;
import io.heddle.storage.e2ee.ToDeviceMessages;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DeviceListTest {
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    @Test
    @Tag("CS-E2EE-04")
    void changesAreThoseBetweenTheTokensOfUsersSharingARoom() {
        share();
        TestClient stranger = server.user("stranger");
        String before = now();
        Keys.uploadDeviceKeys(bob);
        Keys.uploadDeviceKeys(stranger);
        String between = now();
        Keys.uploadDeviceKeys(alice);
        assertThat(changed(alice, before, between)).containsExactly(bob.userId());
        assertThat(changed(alice, between, now())).containsExactly(alice.userId());
        assertThat(changed(stranger, before, now())).containsExactly(stranger.userId());
        assertThat(alice.get("/_matrix/client/v3/keys/changes?from=" + before).errcode())
                .isEqualTo("M_MISSING_PARAM");
        assertThat(alice.get("/_matrix/client/v3/keys/changes?from=x&to=y").errcode())
                .isEqualTo("M_INVALID_PARAM");
    }

    @Test
    @Tag("CS-E2EE-04")
    void comingToShareARoomIsAChangeAndCeasingToIsLeaving() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String before = now();
        bob.join(room).ok();
        String joined = now();
        assertThat(changed(alice, before, joined)).containsExactly(bob.userId());
        assertThat(changed(bob, before, joined)).containsExactly(alice.userId());
        assertThat(changed(alice, joined, now())).isEmpty();
        bob.leave(room).ok();
        String left = now();
        assertThat(left(alice, joined, left)).containsExactly(bob.userId());
        assertThat(left(bob, joined, left)).containsExactly(alice.userId());
        Keys.uploadDeviceKeys(bob);
        assertThat(changed(alice, left, now())).isEmpty();
    }

    @Test
    @Tag("CS-E2EE-04")
    void whoLeavesOneRoomOfTwoHasNotLeft() {
        String one = share();
        share();
        String before = now();
        bob.leave(one).ok();
        assertThat(left(alice, before, now())).isEmpty();
        assertThat(left(bob, before, now())).isEmpty();
    }

    @Test
    @Tag("CS-E2EE-08")
    void newRenamedAndDeletedDevicesAndCrossSigningAreTold() {
        share();
        String start = now();
        TestClient phone = server.login(bob.userId(), "password of bob");
        String loggedIn = now();
        assertThat(changed(alice, start, loggedIn)).containsExactly(bob.userId());
        server.bean(Devices.class).rename(UserId.parse(bob.userId()), phone.deviceId(), "Phone");
        String renamed = now();
        assertThat(changed(alice, loggedIn, renamed)).containsExactly(bob.userId());
        CrossSigning.upload(bob);
        String signed = now();
        assertThat(changed(alice, renamed, signed)).containsExactly(bob.userId());
        server.bean(DeviceRemover.class)
                .remove(UserId.parse(bob.userId()), List.of(phone.deviceId()));
        assertThat(changed(alice, signed, now())).containsExactly(bob.userId());
    }

    @Test
    @Tag("CS-E2EE-08")
    void aSignatureOnAnotherUserIsToldToItsMakerOnly() {
        share();
        CrossSigning aliceKeys = CrossSigning.upload(alice);
        CrossSigning bobKeys = CrossSigning.upload(bob);
        String before = now();
        ObjectNode signed =
                JsonSigner.sign(
                        Keys.crossSigningKey(bob, "master", bobKeys.master()),
                        alice.userId(),
                        aliceKeys.userSigning());
        alice.post(
                        Keys.SIGNATURES,
                        Keys.wrapped(bob.userId(), Keys.wrapped(Keys.id(bobKeys.master()), signed)))
                .ok();
        assertThat(changed(alice, before, now())).containsExactly(bob.userId());
        assertThat(changed(bob, before, now())).isEmpty();
    }

    @Test
    @Tag("CS-E2EE-10")
    void whatBelongsToADeviceGoesWithIt() {
        TestClient phone = server.login(bob.userId(), "password of bob");
        Keys.uploadDeviceKeys(phone);
        Keys.uploadOneTimeKeys(phone, "A");
        ObjectNode messages = Json.object();
        messages.putObject(bob.userId()).putObject(phone.deviceId()).put("n", 1);
        alice.put("/_matrix/client/v3/sendToDevice/m.test/t", Keys.wrapped("messages", messages))
                .ok();
        phone.post("/_matrix/client/v3/logout", "{}").ok();
        UserId user = UserId.parse(bob.userId());
        Answer seen =
                alice.post(Keys.QUERY, "{\"device_keys\":{\"%s\":[]}}".formatted(bob.userId()))
                        .ok();
        assertThat(seen.at("/device_keys/" + bob.userId()).isEmpty()).isTrue();
        KeyCounts counts = server.bean(OneTimeKeys.class).counts(user, phone.deviceId());
        assertThat(counts.oneTimeKeys()).containsEntry("signed_curve25519", 0L);
        assertThat(
                        server.bean(ToDeviceMessages.class)
                                .pending(user, phone.deviceId(), 0, Long.MAX_VALUE, 10))
                .isEmpty();
    }

    private String share() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        return room;
    }

    private String now() {
        return SyncToken.now(server.bean(Streams.class)).toString();
    }

    private static List<String> changed(TestClient user, String from, String to) {
        return changes(user, from, to, "changed");
    }

    private static List<String> left(TestClient user, String from, String to) {
        return changes(user, from, to, "left");
    }

    private static List<String> changes(TestClient user, String from, String to, String key) {
        return user.get("/_matrix/client/v3/keys/changes?from=" + from + "&to=" + to)
                .ok()
                .at(key)
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }
}
