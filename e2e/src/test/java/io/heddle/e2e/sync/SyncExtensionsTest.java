package io.heddle.e2e.sync;

import static io.heddle.e2e.sync.SyncAssertions.bodies;
import static io.heddle.e2e.sync.SyncAssertions.filtered;
import static io.heddle.e2e.sync.SyncAssertions.joined;
import static io.heddle.e2e.sync.SyncAssertions.next;
import static io.heddle.e2e.sync.SyncAssertions.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SyncExtensionsTest {
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    private String sharedRoom() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        return room;
    }

    private static String room(String roomId) {
        return "/_matrix/client/v3/rooms/" + TestClient.enc(roomId);
    }

    private static String user(TestClient client) {
        return "/_matrix/client/v3/user/" + TestClient.enc(client.userId());
    }

    @Test
    @Tag("CS-SYNC-06")
    void typingAndReceiptsComeAsEphemeralEvents() {
        String room = sharedRoom();
        String event = alice.sendText(room, "read me");
        String since = next(alice.sync(null, 0).ok());
        String typing = room(room) + "/typing/" + TestClient.enc(bob.userId());
        bob.put(typing, "{\"typing\":true,\"timeout\":30000}").ok();
        bob.post(room(room) + "/receipt/m.read/" + TestClient.enc(event), "{}").ok();

        Answer sync = alice.sync(since, 0).ok();
        JsonNode ephemeral = joined(sync, room).at("/ephemeral/events");
        assertThat(types(ephemeral)).containsExactlyInAnyOrder("m.typing", "m.receipt");
        assertThat(ephemeral.path(0).at("/content/user_ids/0").asString()).isEqualTo(bob.userId());
        assertThat(
                        ephemeral
                                .path(1)
                                .path("content")
                                .path(event)
                                .path("m.read")
                                .path(bob.userId())
                                .path("ts")
                                .isIntegralNumber())
                .isTrue();

        bob.put(typing, "{\"typing\":false}").ok();
        JsonNode stopped = joined(alice.sync(next(sync), 0).ok(), room).at("/ephemeral/events");
        assertThat(types(stopped)).containsExactly("m.typing");
        assertThat(stopped.path(0).at("/content/user_ids").size()).isZero();
        assertThat(types(joined(alice.sync(null, 0).ok(), room).at("/ephemeral/events")))
                .containsExactly("m.receipt");
    }

    @Test
    @Tag("CS-SYNC-06")
    void aPrivateReceiptIsForItsOwnerAlone() {
        String room = sharedRoom();
        String event = alice.sendText(room, "read me quietly");
        String aliceSince = next(alice.sync(null, 0).ok());
        String bobSince = next(bob.sync(null, 0).ok());
        bob.post(room(room) + "/receipt/m.read.private/" + TestClient.enc(event), "{}").ok();

        JsonNode own = joined(bob.sync(bobSince, 0).ok(), room).at("/ephemeral/events/0/content");
        assertThat(own.path(event).has("m.read.private")).isTrue();
        assertThat(alice.sync(aliceSince, 0).ok().json().has("rooms")).isFalse();
        assertThat(alice.sync(null, 0).ok().body()).doesNotContain("m.read.private");
    }

    @Test
    @Tag("CS-SYNC-06")
    void accountDataComesGloballyAndForRooms() {
        String room = sharedRoom();
        Answer first = bob.sync(null, 0).ok();
        assertThat(types(first.at("/account_data/events"))).contains("m.push_rules");
        bob.put(user(bob) + "/account_data/org.example.setting", "{\"a\":1}").ok();
        String ofRoom = user(bob) + "/rooms/" + TestClient.enc(room);
        bob.put(ofRoom + "/account_data/org.example.room", "{\"b\":2}").ok();
        bob.put(ofRoom + "/tags/m.favourite", "{\"order\":0.5}").ok();

        Answer sync = bob.sync(next(first), 0).ok();
        assertThat(types(sync.at("/account_data/events"))).containsExactly("org.example.setting");
        JsonNode data = joined(sync, room).at("/account_data/events");
        assertThat(types(data)).containsExactlyInAnyOrder("org.example.room", "m.tag");
        assertThat(bob.sync(next(sync), 0).ok().json().has("account_data")).isFalse();
        assertThat(types(joined(bob.sync(null, 0).ok(), room).at("/account_data/events")))
                .containsExactlyInAnyOrder("org.example.room", "m.tag");
    }

    @Test
    @Tag("CS-SYNC-06")
    void changedPushRulesComeAsAccountData() {
        String since = next(bob.sync(null, 0).ok());
        bob.put(
                        "/_matrix/client/v3/pushrules/global/content/org.example.word",
                        "{\"pattern\":\"heddle\",\"actions\":[\"notify\"]}")
                .ok();
        Answer sync = bob.sync(since, 0).ok();
        assertThat(types(sync.at("/account_data/events"))).containsExactly("m.push_rules");
        assertThat(sync.at("/account_data/events/0/content/global/content").toString())
                .contains("heddle");
    }

    @Test
    @Tag("CS-SYNC-07")
    void unreadCountsComeWithTheEventAndGoWithTheReceipt() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        alice.sendText(room, "hello");
        Answer first = bob.sync(since, 0).ok();
        assertThat(count(first, room, "notification_count")).isEqualTo(1);
        assertThat(count(first, room, "highlight_count")).isZero();

        ObjectNode mention = Json.object().put("msgtype", "m.text").put("body", "you there?");
        mention.putObject("m.mentions").putArray("user_ids").add(bob.userId());
        String last = alice.send(room, "m.room.message", mention);
        Answer second = bob.sync(next(first), 0).ok();
        assertThat(count(second, room, "notification_count")).isEqualTo(2);
        assertThat(count(second, room, "highlight_count")).isEqualTo(1);
        assertThat(count(bob.sync(null, 0).ok(), room, "notification_count")).isEqualTo(2);

        bob.post(room(room) + "/receipt/m.read/" + TestClient.enc(last), "{}").ok();
        Answer read = bob.sync(next(second), 0).ok();
        assertThat(count(read, room, "notification_count")).isZero();
        assertThat(count(read, room, "highlight_count")).isZero();
        bob.sendText(room, "my own");
        assertThat(count(bob.sync(next(read), 0).ok(), room, "notification_count")).isZero();
    }

    @Test
    @Tag("CS-SYNC-07")
    @Tag("CS-FILT-05")
    void unreadCountsAreSplitByThreadWhenAsked() {
        String room = sharedRoom();
        String root = alice.sendText(room, "root");
        String since = next(bob.sync(null, 0).ok());
        ObjectNode reply = Json.object().put("msgtype", "m.text").put("body", "in the thread");
        reply.putObject("m.relates_to").put("rel_type", "m.thread").put("event_id", root);
        alice.send(room, "m.room.message", reply);

        JsonNode together = joined(bob.sync(since, 0).ok(), room);
        assertThat(together.at("/unread_notifications/notification_count").intValue()).isEqualTo(2);
        assertThat(together.has("unread_thread_notifications")).isFalse();

        String split = "{\"room\":{\"timeline\":{\"unread_thread_notifications\":true}}}";
        JsonNode apart = joined(filtered(bob, since, split), room);
        assertThat(apart.at("/unread_notifications/notification_count").intValue()).isEqualTo(1);
        assertThat(
                        apart.path("unread_thread_notifications")
                                .path(root)
                                .path("notification_count")
                                .intValue())
                .isEqualTo(1);
    }

    private static int count(Answer sync, String room, String which) {
        return joined(sync, room).path("unread_notifications").path(which).intValue();
    }

    @Test
    @Tag("CS-SYNC-08")
    void messagesToADeviceComeUntilTheNextTokenIsUsed() {
        String since = next(bob.sync(null, 0).ok());
        ObjectNode body = Json.object();
        body.putObject("messages")
                .putObject(bob.userId())
                .putObject(bob.deviceId())
                .put("hello", "device");
        alice.put("/_matrix/client/v3/sendToDevice/org.example.ping/1", body).ok();

        Answer first = bob.sync(since, 0).ok();
        assertThat(types(first.at("/to_device/events"))).containsExactly("org.example.ping");
        assertThat(first.at("/to_device/events/0/sender").asString()).isEqualTo(alice.userId());
        assertThat(types(bob.sync(since, 0).ok().at("/to_device/events"))).hasSize(1);
        assertThat(bob.sync(next(first), 0).ok().json().has("to_device")).isFalse();
        assertThat(bob.sync(since, 0).ok().json().has("to_device")).isFalse();
    }

    @Test
    @Tag("CS-SYNC-08")
    void aLongQueueComesInParts() {
        String since = next(bob.sync(null, 0).ok());
        for (int i = 0; i < 103; i++) {
            ObjectNode body = Json.object();
            body.putObject("messages").putObject(bob.userId()).putObject("*").put("number", i);
            alice.put("/_matrix/client/v3/sendToDevice/org.example.many/" + i, body).ok();
        }
        Answer first = bob.sync(since, 0).ok();
        assertThat(first.at("/to_device/events").size()).isEqualTo(100);
        Answer second = bob.sync(next(first), 0).ok();
        assertThat(
                        second.at("/to_device/events")
                                .valueStream()
                                .map(event -> event.at("/content/number").intValue()))
                .containsExactly(100, 101, 102);
    }

    @Test
    @Tag("CS-SYNC-09")
    void deviceListsTellOfThoseWhoShareARoom() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String since = next(alice.sync(null, 0).ok());
        bob.join(room).ok();
        Answer joined = alice.sync(since, 0).ok();
        assertThat(strings(joined.at("/device_lists/changed"))).contains(bob.userId());

        server.login(bob.userId(), "password of bob");
        bob.put(
                        "/_matrix/client/v3/devices/" + TestClient.enc(bob.deviceId()),
                        "{\"display_name\":\"renamed\"}")
                .ok();
        Answer changed = alice.sync(next(joined), 0).ok();
        assertThat(strings(changed.at("/device_lists/changed"))).contains(bob.userId());

        bob.leave(room).ok();
        Answer left = alice.sync(next(changed), 0).ok();
        assertThat(strings(left.at("/device_lists/left"))).containsExactly(bob.userId());
        assertThat(left.at("/device_one_time_keys_count/signed_curve25519").isIntegralNumber())
                .isTrue();
        assertThat(left.at("/device_unused_fallback_key_types").isArray()).isTrue();
    }

    private static java.util.List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    @Test
    @Tag("CS-SYNC-11")
    void pollingTellsOthersHowOneIs() {
        sharedRoom();
        String since = next(alice.sync(null, 0).ok());
        bob.get("/_matrix/client/v3/sync?set_presence=unavailable").ok();
        Answer unavailable = alice.sync(since, 5_000).ok();
        assertThat(presence(unavailable)).isEqualTo("unavailable");

        bob.get("/_matrix/client/v3/sync").ok();
        Answer online = alice.sync(next(unavailable), 5_000).ok();
        assertThat(presence(online)).isEqualTo("online");
        assertThat(bob.get("/_matrix/client/v3/sync?set_presence=asleep").status()).isEqualTo(400);
    }

    private String presence(Answer sync) {
        return sync.at("/presence/events")
                .valueStream()
                .filter(event -> event.path("sender").asString().equals(bob.userId()))
                .map(event -> event.at("/content/presence").asString())
                .findFirst()
                .orElse("none in " + sync);
    }

    @Test
    @Tag("CS-SYNC-15")
    void aLimitedTimelineBundlesAggregations() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        for (int i = 0; i < 10; i++) {
            alice.sendText(room, "filler " + i);
        }
        String root = alice.sendText(room, "root");
        ObjectNode reply = Json.object().put("msgtype", "m.text").put("body", "reply");
        reply.putObject("m.relates_to").put("rel_type", "m.thread").put("event_id", root);
        alice.send(room, "m.room.message", reply);

        JsonNode section = joined(bob.sync(since, 0).ok(), room);
        assertThat(section.at("/timeline/limited").booleanValue()).isTrue();
        JsonNode thread =
                section.at("/timeline/events")
                        .valueStream()
                        .filter(event -> event.path("event_id").asString().equals(root))
                        .findFirst()
                        .orElseThrow()
                        .at("/unsigned/m.relations/m.thread");
        assertThat(thread.path("count").intValue()).isEqualTo(1);
        assertThat(bodies(section.at("/timeline/events"))).contains("reply");
    }
}
