package io.heddle.e2e.thread;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ThreadSubscriptionTest {
    private static final String UNSTABLE = "/_matrix/client/unstable/";
    private static final String RULES = "/_matrix/client/v3/pushrules/global/";

    private final HeddleServer server = HeddleServer.experimental();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private String room = "";
    private String root = "";
    private int before;

    @BeforeEach
    void aThread() {
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        server.user("carol").join(room).ok();
        root = alice.sendText(room, "root");
        before = listed();
    }

    private String path(String thread) {
        return UNSTABLE
                + "io.element.msc4306/rooms/"
                + enc(room)
                + "/thread/"
                + enc(thread)
                + "/subscription";
    }

    private Answer subscribe(String cause) {
        return bob.put(path(root), "{\"automatic\":\"" + cause + "\"}");
    }

    private String reply() {
        ObjectNode content = Json.object();
        content.put("msgtype", "m.text").put("body", "threaded");
        content.putObject("m.relates_to").put("rel_type", "m.thread").put("event_id", root);
        return alice.send(room, "m.room.message", content);
    }

    private Answer list(String query) {
        return bob.get(UNSTABLE + "io.element.msc4308/thread_subscriptions?" + query);
    }

    @Test
    @Tag("CS-REL-10")
    void a_subscription_is_made_read_and_ended() {
        assertThat(bob.get(path(root)).errcode()).isEqualTo("M_NOT_FOUND");
        bob.put(path(root), "{}").ok();
        assertThat(bob.get(path(root)).ok().at("automatic").asBoolean(true)).isFalse();
        assertThat(alice.get(path(root)).status()).isEqualTo(404);
        bob.delete(path(root)).ok();
        bob.delete(path(root)).ok();
        assertThat(bob.get(path(root)).status()).isEqualTo(404);
    }

    @Test
    @Tag("CS-REL-10")
    void
            a_client_subscribes_by_itself_for_an_event_of_the_thread_unless_its_user_unsubscribed_later() {
        String first = reply();
        subscribe(first).ok();
        assertThat(bob.get(path(root)).ok().at("automatic").asBoolean()).isTrue();
        bob.delete(path(root)).ok();

        Answer conflict = subscribe(first);
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.errcode()).isEqualTo("IO.ELEMENT.MSC4306.M_CONFLICTING_UNSUBSCRIPTION");
        assertThat(bob.get(path(root)).status()).isEqualTo(404);
        subscribe(reply()).ok();
        assertThat(bob.get(path(root)).ok().at("automatic").asBoolean()).isTrue();

        bob.put(path(root), "{}").ok();
        subscribe(reply()).ok();
        assertThat(bob.get(path(root)).ok().at("automatic").asBoolean(true)).isFalse();
    }

    @Test
    @Tag("CS-REL-10")
    void what_is_no_event_of_the_thread_is_refused() {
        Answer outside = subscribe(alice.sendText(room, "outside"));
        assertThat(outside.status()).isEqualTo(400);
        assertThat(outside.errcode()).isEqualTo("IO.ELEMENT.MSC4306.M_NOT_IN_THREAD");
        assertThat(subscribe("$unknown").errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(bob.put(path(root), "{\"automatic\":1}").errcode()).isEqualTo("M_BAD_JSON");
        assertThat(bob.put(path("$unknown"), "{}").errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(bob.put(path("nonsense"), "{}").errcode()).isEqualTo("M_INVALID_PARAM");
        TestClient stranger = server.user("stranger");
        String secret = alice.createRoom("{}");
        String hidden = alice.sendText(secret, "hidden");
        String there =
                UNSTABLE
                        + "io.element.msc4306/rooms/"
                        + enc(secret)
                        + "/thread/"
                        + enc(hidden)
                        + "/subscription";
        assertThat(stranger.put(there, "{}").status()).isEqualTo(404);
        assertThat(stranger.get(there).status()).isEqualTo(404);
        assertThat(stranger.delete(there).status()).isEqualTo(404);
    }

    @Test
    @Tag("CS-REL-10")
    void a_client_catches_up_with_subscriptions_from_the_newest_back() {
        String other = alice.sendText(room, "other root");
        String third = alice.sendText(room, "third root");
        bob.put(path(root), "{}").ok();
        bob.put(path(other), "{}").ok();
        bob.put(path(third), "{}").ok();
        bob.delete(path(other)).ok();

        Answer all = list("dir=b").ok();
        JsonNode subscribed = all.at("subscribed").path(room);
        assertThat(subscribed.has(root)).isTrue();
        assertThat(subscribed.path(root).path("automatic").asBoolean(true)).isFalse();
        assertThat(subscribed.path(third).path("bump_stamp").asLong())
                .isGreaterThan(subscribed.path(root).path("bump_stamp").asLong());
        assertThat(all.at("unsubscribed").path(room).path(other).path("bump_stamp").asLong())
                .isGreaterThan(subscribed.path(third).path("bump_stamp").asLong());
        assertThat(all.json().has("end")).isFalse();

        Answer newest = list("dir=b&limit=2").ok();
        assertThat(newest.at("unsubscribed").path(room).has(other)).isTrue();
        assertThat(newest.at("subscribed").path(room).has(third)).isTrue();
        Answer rest = list("dir=b&limit=2&from=" + newest.text("end")).ok();
        assertThat(rest.at("subscribed").path(room).size()).isEqualTo(1);
        assertThat(rest.at("subscribed").path(room).has(root)).isTrue();
        String now = bob.sync(null, 0).ok().text("next_batch");
        assertThat(list("dir=b&to=" + now).ok().json().isEmpty()).isTrue();
    }

    @Test
    @Tag("CS-REL-10")
    void catching_up_is_strict_about_its_parameters() {
        assertThat(list("").errcode()).isEqualTo("M_MISSING_PARAM");
        assertThat(list("dir=f").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(list("dir=b&limit=0").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(list("dir=b&limit=-1").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(list("dir=b&from=x").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(list("dir=b&to=ts-1").errcode()).isEqualTo("M_INVALID_PARAM");
    }

    @Test
    @Tag("CS-REL-10")
    @Tag("CS-PUSH-10")
    void threads_notify_those_who_subscribed_and_mentions_everybody() {
        reply();
        assertThat(notifications()).isZero();
        bob.put(path(root), "{}").ok();
        reply();
        assertThat(notifications()).isEqualTo(1);
        bob.delete(path(root)).ok();
        reply();
        assertThat(notifications()).isEqualTo(1);
        ObjectNode mention = Json.object();
        mention.put("msgtype", "m.text").put("body", "look");
        mention.putObject("m.mentions").putArray("user_ids").add(bob.userId());
        mention.putObject("m.relates_to").put("rel_type", "m.thread").put("event_id", root);
        alice.send(room, "m.room.message", mention);
        assertThat(notifications()).isEqualTo(2);
        alice.sendText(room, "outside threads");
        assertThat(notifications()).isEqualTo(3);
    }

    /// How many there are since the thread's root.
    private int notifications() {
        return listed() - before;
    }

    private int listed() {
        return bob.get("/_matrix/client/v3/notifications").ok().at("notifications").size();
    }

    @Test
    @Tag("CS-PUSH-10")
    void the_rules_of_threads_are_the_servers_and_can_be_switched_off() {
        JsonNode rules = bob.get(RULES).ok().at("postcontent");
        assertThat(rules.path(0).path("rule_id").asString())
                .isEqualTo(".io.element.msc4306.rule.unsubscribed_thread");
        assertThat(rules.path(1).path("rule_id").asString())
                .isEqualTo(".io.element.msc4306.rule.subscribed_thread");
        assertThat(
                        bob.put(RULES + "postcontent/own", "{\"actions\":[],\"conditions\":[]}")
                                .errcode())
                .isEqualTo("M_INVALID_PARAM");
        bob.put(
                        RULES + "postcontent/.io.element.msc4306.rule.unsubscribed_thread/enabled",
                        "{\"enabled\":false}")
                .ok();
        reply();
        assertThat(notifications()).isEqualTo(1);
    }

    @Test
    @Tag("CS-PUSH-10")
    void encrypted_events_notify_even_where_a_rule_of_the_server_silences_their_kind() {
        bob.put(RULES + "underride/.m.rule.encrypted/enabled", "{\"enabled\":false}").ok();
        alice.send(room, "m.room.encrypted", Json.parseObject("{\"ciphertext\":\"x\"}"));
        assertThat(notifications()).isEqualTo(1);
        bob.put(
                        RULES + "override/.org.matrix.msc4028.encrypted_event/enabled",
                        "{\"enabled\":false}")
                .ok();
        alice.send(room, "m.room.encrypted", Json.parseObject("{\"ciphertext\":\"x\"}"));
        assertThat(notifications()).isEqualTo(1);
    }

    @Test
    @Tag("CS-PUSH-10")
    void none_of_it_is_there_unless_the_settings_say_so() {
        HeddleServer plain = HeddleServer.shared();
        TestClient dave = plain.user("dave");
        assertThat(dave.get(UNSTABLE + "io.element.msc4308/thread_subscriptions?dir=b").errcode())
                .isEqualTo("M_UNRECOGNIZED");
        JsonNode rules = dave.get(RULES).ok().json();
        assertThat(rules.has("postcontent")).isFalse();
        assertThat(rules.toString()).doesNotContain("msc4306").doesNotContain("msc4028");
        assertThat(
                        dave.get("/_matrix/client/versions")
                                .at("unstable_features")
                                .path("org.matrix.msc4306")
                                .asBoolean(true))
                .isFalse();
    }
}
