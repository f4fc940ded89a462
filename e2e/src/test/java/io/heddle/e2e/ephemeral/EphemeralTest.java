package io.heddle.e2e.ephemeral;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EphemeralTest {
    private static final String V3 = "/_matrix/client/v3";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private String room = "";

    @BeforeEach
    void inOneRoom() {
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
    }

    private JsonNode ephemeral(Answer sync, String type) {
        for (JsonNode event :
                sync.json()
                        .path("rooms")
                        .path("join")
                        .path(room)
                        .path("ephemeral")
                        .path("events")) {
            if (event.path("type").asString().equals(type)) {
                return event.path("content");
            }
        }
        return sync.json().path("absent");
    }

    private Answer syncUntil(TestClient client, String since, String type) {
        String at = since;
        for (int i = 0; i < 20; i++) {
            Answer answer = client.sync(at, 5000).ok();
            if (!ephemeral(answer, type).isMissingNode()) {
                return answer;
            }
            at = answer.text("next_batch");
        }
        throw new AssertionError("no " + type);
    }

    @Test
    @Tag("CS-EPH-03")
    void typing_shows_the_whole_list_and_ends_by_itself() throws Exception {
        String since = bob.sync(null, 0).ok().text("next_batch");
        CompletableFuture<Answer> waiting = bob.syncAsync(since, 30_000);

        alice.put(
                        V3 + "/rooms/" + enc(room) + "/typing/" + enc(alice.userId()),
                        "{\"typing\":true,\"timeout\":700}")
                .ok();

        Answer shown = waiting.get();
        if (ephemeral(shown, "m.typing").isMissingNode()) {
            shown = syncUntil(bob, shown.text("next_batch"), "m.typing");
        }
        assertThat(ephemeral(shown, "m.typing").path("user_ids").path(0).asString())
                .isEqualTo(alice.userId());
        Answer ended = syncUntil(bob, shown.text("next_batch"), "m.typing");
        assertThat(ephemeral(ended, "m.typing").path("user_ids").size()).isZero();
    }

    @Test
    @Tag("CS-EPH-03")
    void only_members_type_and_only_for_themselves() {
        TestClient carol = server.user("carol");
        String path = V3 + "/rooms/" + enc(room) + "/typing/";
        assertThat(carol.put(path + enc(carol.userId()), "{\"typing\":true}").status())
                .isEqualTo(403);
        assertThat(alice.put(path + enc(bob.userId()), "{\"typing\":true}").status())
                .isEqualTo(403);
        assertThat(alice.put(path + enc(alice.userId()), "{}").errcode())
                .isEqualTo("M_MISSING_PARAM");
    }

    @Test
    @Tag("CS-EPH-04")
    void a_receipt_reaches_the_others_and_never_moves_back() {
        String first = alice.sendText(room, "one");
        String second = alice.sendText(room, "two");
        String since = alice.sync(null, 0).ok().text("next_batch");
        String path = V3 + "/rooms/" + enc(room) + "/receipt/m.read/";

        bob.post(path + enc(second), "{}").ok();
        Answer shown = syncUntil(alice, since, "m.receipt");
        assertThat(
                        ephemeral(shown, "m.receipt")
                                .path(second)
                                .path("m.read")
                                .path(bob.userId())
                                .path("ts")
                                .asLong())
                .isPositive();
        bob.post(path + enc(first), "{}").ok();

        JsonNode now = ephemeral(alice.sync(null, 0).ok(), "m.receipt");
        assertThat(now.has(first)).isFalse();
        assertThat(now.has(second)).isTrue();
        assertThat(
                        bob.post(
                                        V3
                                                + "/rooms/"
                                                + enc(room)
                                                + "/receipt/m.nonsense/"
                                                + enc(second),
                                        "{}")
                                .status())
                .isEqualTo(400);
    }

    @Test
    @Tag("CS-EPH-05")
    void a_private_receipt_is_seen_by_its_owner_only() {
        String event = alice.sendText(room, "one");
        bob.post(V3 + "/rooms/" + enc(room) + "/receipt/m.read.private/" + enc(event), "{}").ok();

        assertThat(
                        ephemeral(bob.sync(null, 0).ok(), "m.receipt")
                                .path(event)
                                .path("m.read.private")
                                .has(bob.userId()))
                .isTrue();
        assertThat(
                        ephemeral(alice.sync(null, 0).ok(), "m.receipt")
                                .path(event)
                                .has("m.read.private"))
                .isFalse();
    }

    @Test
    @Tag("CS-EPH-06")
    @Tag("CS-EPH-07")
    void the_fully_read_marker_is_set_by_both_endpoints_and_never_moves_back() {
        String first = alice.sendText(room, "one");
        String second = alice.sendText(room, "two");
        String data =
                V3
                        + "/user/"
                        + enc(bob.userId())
                        + "/rooms/"
                        + enc(room)
                        + "/account_data/m.fully_read";

        bob.post(V3 + "/rooms/" + enc(room) + "/receipt/m.fully_read/" + enc(first), "{}").ok();
        assertThat(bob.get(data).ok().text("event_id")).isEqualTo(first);
        bob.post(
                        V3 + "/rooms/" + enc(room) + "/read_markers",
                        "{\"m.fully_read\":\"" + second + "\",\"m.read\":\"" + second + "\"}")
                .ok();
        assertThat(bob.get(data).ok().text("event_id")).isEqualTo(second);
        bob.post(
                        V3 + "/rooms/" + enc(room) + "/read_markers",
                        "{\"m.fully_read\":\"" + first + "\"}")
                .ok();
        assertThat(bob.get(data).ok().text("event_id")).isEqualTo(second);
        assertThat(ephemeral(bob.sync(null, 0).ok(), "m.receipt").path(second).has("m.read"))
                .isTrue();
    }

    @Test
    @Tag("CS-EPH-06")
    void a_threaded_receipt_must_name_the_event_s_thread() {
        String event = alice.sendText(room, "one");
        String path = V3 + "/rooms/" + enc(room) + "/receipt/m.read/" + enc(event);
        bob.post(path, "{\"thread_id\":\"main\"}").ok();
        assertThat(bob.post(path, "{\"thread_id\":\"$other\"}").status()).isEqualTo(400);
        assertThat(bob.post(path, "{\"thread_id\":\"\"}").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(bob.post(path, "{\"thread_id\":5}").errcode()).isEqualTo("M_INVALID_PARAM");
    }

    @Test
    @Tag("CS-EPH-01")
    @Tag("CS-EPH-02")
    void presence_is_set_read_and_kept_from_strangers() {
        TestClient carol = server.user("carol");
        String path = V3 + "/presence/" + enc(alice.userId()) + "/status";
        alice.put(path, "{\"presence\":\"online\",\"status_msg\":\"here\"}").ok();

        Answer seen = bob.get(path).ok();
        assertThat(seen.text("presence")).isEqualTo("online");
        assertThat(seen.text("status_msg")).isEqualTo("here");
        assertThat(carol.get(path).status()).isEqualTo(403);
        assertThat(bob.put(path, "{\"presence\":\"online\"}").status()).isEqualTo(403);
        assertThat(alice.put(path, "{\"presence\":\"asleep\"}").status()).isEqualTo(400);
    }

    @Test
    @Tag("CS-EPH-01")
    void presence_comes_down_the_sync_of_those_who_share_a_room() {
        String since = bob.sync(null, 0).ok().text("next_batch");
        alice.put(
                        V3 + "/presence/" + enc(alice.userId()) + "/status",
                        "{\"presence\":\"online\",\"status_msg\":\"sync\"}")
                .ok();
        for (int i = 0; i < 20; i++) {
            Answer answer = bob.sync(since, 5000).ok();
            for (JsonNode event : answer.at("/presence/events")) {
                if (event.path("sender").asString().equals(alice.userId())
                        && event.path("content").path("status_msg").asString("").equals("sync")) {
                    return;
                }
            }
            since = answer.text("next_batch");
        }
        throw new AssertionError("no presence");
    }
}
