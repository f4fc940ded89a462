package io.heddle.e2e.push;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.storage.push.Pushers;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PushTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final String RULES = V3 + "/pushrules/global/";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private String room = "";

    @BeforeEach
    void inOneRoom() {
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        server.user("carol").join(room).ok();
    }

    private JsonNode unread(TestClient client) {
        return client.sync(null, 0).ok().json().path("rooms").path("join").path(room);
    }

    private int count(TestClient client, String kind) {
        return unread(client).path("unread_notifications").path(kind + "_count").asInt();
    }

    private String mention(TestClient from, TestClient whom) {
        ObjectNode content = Json.object();
        content.put("msgtype", "m.text").put("body", "look");
        content.putObject("m.mentions").putArray("user_ids").add(whom.userId());
        return from.send(room, "m.room.message", content);
    }

    private String inThread(TestClient from, String root) {
        ObjectNode content = Json.object();
        content.put("msgtype", "m.text").put("body", "threaded");
        content.putObject("m.relates_to").put("rel_type", "m.thread").put("event_id", root);
        return from.send(room, "m.room.message", content);
    }

    @Test
    @Tag("CS-PUSH-06")
    @Tag("CS-SYNC-07")
    void messages_of_others_count_until_read() {
        alice.sendText(room, "one");
        String second = alice.sendText(room, "two");
        assertThat(count(bob, "notification")).isEqualTo(2);
        assertThat(count(bob, "highlight")).isZero();
        assertThat(count(alice, "notification")).isZero();

        bob.post(V3 + "/rooms/" + enc(room) + "/receipt/m.read/" + enc(second), "{}").ok();
        assertThat(count(bob, "notification")).isZero();
        alice.sendText(room, "three");
        assertThat(count(bob, "notification")).isEqualTo(1);
        bob.sendText(room, "read it");
        assertThat(count(bob, "notification")).isZero();
    }

    @Test
    @Tag("CS-PUSH-06")
    void a_mention_highlights_for_the_one_mentioned() {
        mention(alice, bob);
        assertThat(count(bob, "highlight")).isEqualTo(1);
        assertThat(count(bob, "notification")).isEqualTo(1);
    }

    @Test
    @Tag("CS-REL-07")
    void threads_count_apart_for_those_who_ask() {
        String root = alice.sendText(room, "root");
        inThread(alice, root);
        inThread(alice, root);
        assertThat(count(bob, "notification")).isEqualTo(3);

        String filter = enc("{\"room\":{\"timeline\":{\"unread_thread_notifications\":true}}}");
        JsonNode split =
                bob.get(V3 + "/sync?filter=" + filter)
                        .ok()
                        .json()
                        .path("rooms")
                        .path("join")
                        .path(room);
        assertThat(split.path("unread_notifications").path("notification_count").asInt())
                .isEqualTo(1);
        assertThat(
                        split.path("unread_thread_notifications")
                                .path(root)
                                .path("notification_count")
                                .asInt())
                .isEqualTo(2);

        String last = inThread(alice, root);
        bob.post(
                        V3 + "/rooms/" + enc(room) + "/receipt/m.read/" + enc(last),
                        "{\"thread_id\":\"" + root + "\"}")
                .ok();
        assertThat(count(bob, "notification")).isEqualTo(1);
    }

    @Test
    @Tag("CS-PUSH-06")
    @Tag("CS-PUSH-08")
    void what_is_redacted_counts_and_notifies_no_more() {
        alice.sendText(room, "kept");
        String plain = alice.sendText(room, "regretted");
        String mention = mention(alice, bob);
        String root = alice.sendText(room, "root");
        String threaded = inThread(alice, root);
        assertThat(count(bob, "notification")).isEqualTo(5);
        assertThat(count(bob, "highlight")).isEqualTo(1);

        List.of(plain, mention, threaded).forEach(event -> redact(alice, event));
        assertThat(count(bob, "notification")).isEqualTo(2);
        assertThat(count(bob, "highlight")).isZero();
        JsonNode listed = bob.get(V3 + "/notifications").ok().at("notifications");
        assertThat(listed.toString()).contains("kept").doesNotContain(plain, mention, threaded);

        alice.sendText(room, "later");
        assertThat(count(bob, "notification")).isEqualTo(3);
    }

    private void redact(TestClient from, String event) {
        from.put(V3 + "/rooms/" + enc(room) + "/redact/" + enc(event) + "/r-" + enc(event), "{}")
                .ok();
    }

    @Test
    @Tag("CS-PUSH-02")
    void a_muted_room_does_not_count_and_the_rule_reaches_sync() {
        String since = bob.sync(null, 0).ok().text("next_batch");
        bob.put(
                        RULES + "override/mute",
                        """
                        {"actions":[],"conditions":[{"kind":"event_match","key":"room_id","pattern":"%s"}]}\
                        """
                                .formatted(room))
                .ok();
        JsonNode events = bob.sync(since, 5000).ok().at("/account_data/events");
        assertThat(events.toString()).contains("m.push_rules").contains("mute");

        alice.sendText(room, "quiet");
        assertThat(count(bob, "notification")).isZero();
        bob.delete(RULES + "override/mute").ok();
        alice.sendText(room, "loud");
        assertThat(count(bob, "notification")).isEqualTo(1);
    }

    @Test
    @Tag("CS-PUSH-01")
    @Tag("CS-PUSH-02")
    void rules_are_made_ordered_switched_and_deleted() {
        String path = RULES + "content/beer";
        bob.put(path, "{\"pattern\":\"beer\",\"actions\":[\"notify\"]}").ok();
        bob.put(
                        RULES + "content/wine?after=beer",
                        "{\"pattern\":\"wine\",\"actions\":[\"notify\"]}")
                .ok();
        JsonNode content = bob.get(V3 + "/pushrules/").ok().at("/global/content");
        assertThat(content.path(0).path("rule_id").asString()).isEqualTo("beer");
        assertThat(content.path(1).path("rule_id").asString()).isEqualTo("wine");
        bob.put(path + "/enabled", "{\"enabled\":false}").ok();
        assertThat(bob.get(path + "/enabled").ok().at("enabled").asBoolean()).isFalse();
        bob.put(path + "/actions", "{\"actions\":[\"notify\",{\"set_tweak\":\"highlight\"}]}").ok();
        assertThat(bob.get(path + "/actions").ok().at("actions").size()).isEqualTo(2);
        bob.delete(path).ok();
        assertThat(bob.get(path).errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(bob.delete(RULES + "override/.m.rule.master").status()).isEqualTo(400);
        assertThat(bob.get(V3 + "/pushrules/device/").status()).isEqualTo(400);
    }

    @Test
    @Tag("CS-PUSH-07")
    void pushers_are_set_listed_and_deleted() {
        String pusher =
                """
                {"kind":%s,"app_id":"org.app","pushkey":"key-%s","app_display_name":"A","device_display_name":"D",
                 "lang":"en","data":{"url":"%s"}}\
                """;
        String key = bob.userId();
        Answer badUrl =
                bob.post(
                        V3 + "/pushers/set",
                        pusher.formatted("\"http\"", key, "https://push.example/other"));
        assertThat(badUrl.status()).isEqualTo(400);
        bob.post(
                        V3 + "/pushers/set",
                        pusher.formatted(
                                "\"http\"", key, "https://push.example/_matrix/push/v1/notify"))
                .ok();
        JsonNode list = bob.get(V3 + "/pushers").ok().at("pushers");
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.path(0).path("lang").asString()).isEqualTo("en");
        bob.post(V3 + "/pushers/set", pusher.formatted("null", key, "")).ok();
        assertThat(bob.get(V3 + "/pushers").ok().at("pushers").size()).isZero();
    }

    @Test
    @Tag("CS-PUSH-09")
    void a_pusher_is_switched_off_from_afar_and_tells_its_device() {
        HeddleServer experimental = HeddleServer.experimental();
        TestClient carol = experimental.user("carol");
        String pusher =
                """
                {"kind":"http","app_id":"org.app","pushkey":"key","app_display_name":"A","device_display_name":"D",
                 "lang":"en","data":{"url":"https://push.example/_matrix/push/v1/notify"}%s}\
                """;
        carol.post(V3 + "/pushers/set", pusher.formatted("")).ok();
        JsonNode on = carol.get(V3 + "/pushers").ok().at("/pushers/0");
        for (String prefix : List.of("", "org.matrix.msc3881.")) {
            assertThat(on.path(prefix + "enabled").asBoolean()).isTrue();
            assertThat(on.path(prefix + "device_id").asString()).isEqualTo(carol.deviceId());
        }
        Pushers stored = experimental.bean(Pushers.class);
        assertThat(stored.active(List.of(carol.userId()))).hasSize(1);

        carol.post(V3 + "/pushers/set", pusher.formatted(",\"org.matrix.msc3881.enabled\":false"))
                .ok();
        JsonNode off = carol.get(V3 + "/pushers").ok().at("/pushers/0");
        assertThat(off.path("enabled").asBoolean(true)).isFalse();
        assertThat(off.path("org.matrix.msc3881.enabled").asBoolean(true)).isFalse();
        assertThat(stored.active(List.of(carol.userId()))).isEmpty();
        carol.post(V3 + "/pushers/set", pusher.formatted(",\"enabled\":true")).ok();
        assertThat(stored.active(List.of(carol.userId()))).hasSize(1);
        assertThat(carol.post(V3 + "/pushers/set", pusher.formatted(",\"enabled\":1")).errcode())
                .isEqualTo("M_BAD_JSON");

        bob.post(V3 + "/pushers/set", pusher.formatted(",\"enabled\":false")).ok();
        JsonNode plain = bob.get(V3 + "/pushers").ok().at("/pushers/0");
        assertThat(plain.has("enabled") || plain.has("org.matrix.msc3881.enabled")).isFalse();
        assertThat(server.bean(Pushers.class).active(List.of(bob.userId()))).hasSize(1);
    }

    @Test
    @Tag("CS-PUSH-08")
    void notifications_are_listed_newest_first_and_by_highlight() {
        alice.sendText(room, "plain");
        String mention = mention(alice, bob);
        alice.sendText(room, "after");

        JsonNode all = bob.get(V3 + "/notifications?limit=10").ok().at("notifications");
        assertThat(all.size()).isEqualTo(3);
        assertThat(all.path(0).path("event").path("content").path("body").asString())
                .isEqualTo("after");
        assertThat(all.path(0).path("read").asBoolean()).isFalse();
        JsonNode highlights =
                bob.get(V3 + "/notifications?only=highlight").ok().at("notifications");
        assertThat(highlights.size()).isEqualTo(1);
        assertThat(highlights.path(0).path("event").path("event_id").asString()).isEqualTo(mention);

        Answer page = bob.get(V3 + "/notifications?limit=2").ok();
        JsonNode rest =
                bob.get(V3 + "/notifications?limit=2&from=" + page.text("next_token"))
                        .ok()
                        .at("notifications");
        assertThat(rest.size()).isEqualTo(1);
    }
}
