package io.heddle.e2e.ephemeral;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PresenceTest {
    private static final String V3 = "/_matrix/client/v3";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    private static JsonNode presence(Answer sync, TestClient of) {
        for (JsonNode event : sync.at("/presence/events")) {
            if (event.path("sender").asString().equals(of.userId())) {
                return event.path("content");
            }
        }
        return sync.json().path("absent");
    }

    private static Answer pollOffline(TestClient client, String since) {
        return client.get(V3 + "/sync?set_presence=offline&since=" + since).ok();
    }

    private static void say(TestClient client, String presence, String message) {
        client.put(
                        V3 + "/presence/" + enc(client.userId()) + "/status",
                        "{\"presence\":\"%s\",\"status_msg\":\"%s\"}".formatted(presence, message))
                .ok();
    }

    @Test
    @Tag("CS-EPH-01")
    @Tag("CS-SYNC-06")
    void users_see_their_own_presence_even_without_any_room() {
        Answer first = alice.sync(null, 0).ok();
        assertThat(presence(first, alice).path("presence").asString()).isEqualTo("online");
        say(alice, "online", "knitting");
        Answer next = alice.sync(first.text("next_batch"), 10_000).ok();
        assertThat(presence(next, alice).path("status_msg").asString()).isEqualTo("knitting");
    }

    @Test
    @Tag("CS-EPH-01")
    void a_status_message_outlives_being_offline() {
        alice.createRoom("{}");
        say(alice, "offline", "away");
        Answer back = alice.sync(null, 0).ok();
        assertThat(presence(back, alice).path("presence").asString()).isEqualTo("online");
        assertThat(presence(back, alice).path("status_msg").asString()).isEqualTo("away");
    }

    @Test
    @Tag("CS-SYNC-11")
    void who_polls_as_offline_is_shown_so_to_those_they_meet() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String alices = alice.sync(null, 0).ok().text("next_batch");
        String bobs = pollOffline(bob, "").text("next_batch");
        bob.join(room).ok();
        assertThat(presence(pollOffline(bob, bobs), alice).path("presence").asString())
                .isEqualTo("online");
        assertThat(presence(alice.sync(alices, 0).ok(), bob).path("presence").asString())
                .isEqualTo("offline");
    }

    @Test
    @Tag("CS-SYNC-11")
    void polling_as_unavailable_tells_since_when() {
        Answer sync = alice.get(V3 + "/sync?set_presence=unavailable").ok();
        assertThat(presence(sync, alice).path("presence").asString()).isEqualTo("unavailable");
        assertThat(presence(sync, alice).has("last_active_ago")).isTrue();
    }

    @Test
    @Tag("CS-EPH-01")
    @Tag("CS-SYNC-11")
    void a_poll_replaces_what_the_same_device_said_before() {
        say(alice, "online", "here");
        Answer sync = alice.get(V3 + "/sync?set_presence=unavailable").ok();
        assertThat(presence(sync, alice).path("presence").asString()).isEqualTo("unavailable");
        assertThat(presence(sync, alice).path("status_msg").asString()).isEqualTo("here");
    }
}
