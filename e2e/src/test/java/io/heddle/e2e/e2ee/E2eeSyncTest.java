package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.e2ee.Keys.CrossSigning;
import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class E2eeSyncTest {
    private static final long PATIENCE_MS = 20_000;

    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    @Test
    @Tag("CS-E2EE-07")
    void aBacklogOfMessagesComesOnceAndInOrderAHundredAtATime() {
        int count = 250;
        for (int i = 0; i < count; i++) {
            send(i);
        }
        List<Integer> received = new ArrayList<>();
        Answer sync = bob.sync(null, 0).ok();
        String since = null;
        while (sync.at("/to_device/events").size() > 0) {
            assertThat(sync.at("/to_device/events").size()).isLessThanOrEqualTo(100);
            received.addAll(numbers(sync));
            assertThat(numbers(bob.sync(since, 0).ok()))
                    .as("until acknowledged they come again")
                    .isEqualTo(numbers(sync));
            since = sync.text("next_batch");
            sync = bob.sync(since, 0).ok();
        }
        assertThat(received).isEqualTo(IntStream.range(0, count).boxed().toList());
        assertThat(numbers(bob.sync(null, 0).ok())).as("nothing is left").isEmpty();
    }

    @Test
    @Tag("CS-E2EE-07")
    void aMessageWakesTheSyncThatWaitsForIt() {
        String since = bob.sync(null, 0).ok().text("next_batch");
        CompletableFuture<Answer> waiting = syncUntil(bob, since, "/to_device/events");
        send(5);
        Answer woken = waiting.join();
        assertThat(numbers(woken)).containsExactly(5);
        assertThat(woken.at("/to_device/events/0/sender").asString()).isEqualTo(alice.userId());
        assertThat(woken.at("/to_device/events/0/type").asString()).isEqualTo("m.test");
    }

    @Test
    @Tag("CS-E2EE-01")
    @Tag("CS-E2EE-03")
    void syncsTellWhatIsLeftOfTheDevicesKeys() {
        Answer before = bob.sync(null, 0).ok();
        assertThat(before.at("/device_one_time_keys_count/signed_curve25519").asInt(-1)).isZero();
        assertThat(before.at("/device_unused_fallback_key_types").size()).isZero();
        Keys.uploadOneTimeKeys(bob, "A", "B");
        bob.post(Keys.UPLOAD, Keys.wrapped("fallback_keys", Keys.oneTimeKeys("F"))).ok();
        Answer uploaded = bob.sync(before.text("next_batch"), 0).ok();
        assertThat(uploaded.at("/device_one_time_keys_count/signed_curve25519").asInt())
                .isEqualTo(2);
        assertThat(uploaded.at("/device_unused_fallback_key_types/0").asString())
                .isEqualTo("signed_curve25519");
        ObjectNode claim = Json.object();
        claim.putObject("one_time_keys")
                .putObject(bob.userId())
                .put(bob.deviceId(), "signed_curve25519");
        alice.post(Keys.CLAIM, claim).ok();
        assertThat(
                        bob.sync(uploaded.text("next_batch"), 0)
                                .ok()
                                .at("/device_one_time_keys_count/signed_curve25519")
                                .asInt())
                .isEqualTo(1);
    }

    @Test
    @Tag("CS-E2EE-08")
    void newKeysOfARoommateWakeTheSync() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        String since = alice.sync(null, 0).ok().text("next_batch");
        CompletableFuture<Answer> waiting = syncUntil(alice, since, "/device_lists/changed");
        Keys.uploadDeviceKeys(bob);
        Answer woken = waiting.join();
        assertThat(texts(woken.at("/device_lists/changed"))).containsExactly(bob.userId());
    }

    @Test
    @Tag("CS-E2EE-08")
    void joiningAndLeavingShowInTheDeviceLists() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String before = alice.sync(null, 0).ok().text("next_batch");
        bob.join(room).ok();
        Answer joined = alice.sync(before, 0).ok();
        assertThat(texts(joined.at("/device_lists/changed"))).contains(bob.userId());
        bob.leave(room).ok();
        Answer left = alice.sync(joined.text("next_batch"), 0).ok();
        assertThat(texts(left.at("/device_lists/left"))).containsExactly(bob.userId());
    }

    @Test
    @Tag("CS-E2EE-08")
    void aSignatureWakesOtherDevicesOfItsMakerEvenWithoutACommonRoom() {
        CrossSigning aliceKeys = CrossSigning.upload(alice);
        CrossSigning bobKeys = CrossSigning.upload(bob);
        TestClient tablet = server.login(alice.userId(), "password of alice");
        String since = tablet.sync(null, 0).ok().text("next_batch");
        CompletableFuture<Answer> waiting = syncUntil(tablet, since, "/device_lists/changed");
        ObjectNode signed =
                JsonSigner.sign(
                        Keys.crossSigningKey(bob, "master", bobKeys.master()),
                        alice.userId(),
                        aliceKeys.userSigning());
        alice.post(
                        Keys.SIGNATURES,
                        Keys.wrapped(bob.userId(), Keys.wrapped(Keys.id(bobKeys.master()), signed)))
                .ok();
        assertThat(texts(waiting.join().at("/device_lists/changed"))).containsExactly(bob.userId());
    }

    /// Syncs on until an answer has a list there: other news, such as presence, may come first. Fails when nothing comes.
    private static CompletableFuture<Answer> syncUntil(
            TestClient client, String since, String list) {
        return client.syncAsync(since, PATIENCE_MS)
                .thenCompose(answer -> {
                    String next = answer.ok().text("next_batch");
                    if (next.equals(since)) {
                        throw new AssertionError("Nothing came: " + answer);
                    }
                    return answer.at(list).size() > 0
                            ? CompletableFuture.completedFuture(answer)
                            : syncUntil(client, next, list);
                });
    }

    private void send(int number) {
        ObjectNode messages = Json.object();
        messages.putObject(bob.userId()).putObject(bob.deviceId()).put("n", number);
        alice.put(
                        "/_matrix/client/v3/sendToDevice/m.test/sync" + number,
                        Keys.wrapped("messages", messages))
                .ok();
    }

    private static List<Integer> numbers(Answer sync) {
        return sync.at("/to_device/events")
                .valueStream()
                .map(event -> event.at("/content/n").asInt())
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
