package io.heddle.e2e.sync;

import static io.heddle.e2e.sync.SyncAssertions.bodies;
import static io.heddle.e2e.sync.SyncAssertions.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LegacySyncTest {
    private static final String V3 = "/_matrix/client/v3";

    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    private static String room(String roomId) {
        return V3 + "/rooms/" + TestClient.enc(roomId);
    }

    @Test
    @Tag("CS-SYNC-16")
    void anInitialSyncOfTheOldKindLeadsToTheEventStream() throws Exception {
        String room = alice.createRoom("{\"preset\":\"public_chat\",\"name\":\"Old\"}");
        bob.join(room).ok();
        alice.sendText(room, "first");
        String invited = alice.createRoom("{\"invite\":[\"" + bob.userId() + "\"]}");

        Answer initial = bob.get("/_matrix/client/api/v1/initialSync?limit=2").ok();
        JsonNode info = info(initial, room);
        assertThat(info.path("membership").asString()).isEqualTo("join");
        assertThat(info.path("visibility").asString()).isEqualTo("private");
        assertThat(bodies(info.at("/messages/chunk"))).containsExactly("first");
        assertThat(info.at("/messages/chunk/0/room_id").asString()).isEqualTo(room);
        assertThat(types(info.path("state"))).contains("m.room.create", "m.room.name");
        assertThat(info(initial, invited).at("/invite/content/membership").asString())
                .isEqualTo("invite");
        assertThat(info(initial, invited).path("inviter").asString()).isEqualTo(alice.userId());
        assertThat(types(initial.at("account_data"))).contains("m.push_rules");

        String start = info.at("/messages/start").asString();
        Answer earlier = bob.get(room(room) + "/messages?dir=b&from=" + start).ok();
        assertThat(types(earlier.at("/chunk"))).contains("m.room.create");

        String end = initial.text("end");
        CompletableFuture<Answer> waiting =
                bob.callAsync("GET", V3 + "/events?timeout=30000&from=" + end, null);
        alice.sendText(room, "second");
        Answer events = waiting.get(10, TimeUnit.SECONDS).ok();
        while (bodies(events.at("/chunk")).isEmpty()) {
            events = bob.get(V3 + "/events?timeout=10000&from=" + events.text("end")).ok();
        }
        assertThat(bodies(events.at("/chunk"))).containsExactly("second");
        assertThat(bob.sync(events.text("end"), 0).ok().json().has("rooms"))
                .as("the token is one of sync too")
                .isFalse();
        assertThat(bob.get(V3 + "/events?timeout=0&from=t1").status()).isEqualTo(400);
    }

    private static JsonNode info(Answer initial, String room) {
        return initial.at("rooms")
                .valueStream()
                .filter(one -> one.path("room_id").asString().equals(room))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Tag("CS-SYNC-16")
    void aWorldReadableRoomIsPreviewedAndFollowed() throws Exception {
        String open =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"initial_state\":[{\"type\":\"m.room.history_visibility\","
                                + "\"state_key\":\"\",\"content\":{\"history_visibility\":\"world_readable\"}}]}");
        alice.sendText(open, "hello world");
        String closed = alice.createRoom("{\"preset\":\"public_chat\"}");

        assertThat(bob.get(room(closed) + "/initialSync").status()).isEqualTo(403);
        Answer preview = bob.get(room(open) + "/initialSync").ok();
        assertThat(bodies(preview.at("/messages/chunk"))).containsExactly("hello world");
        assertThat(preview.json().has("membership")).isFalse();

        String path =
                V3
                        + "/events?timeout=30000&room_id="
                        + TestClient.enc(open)
                        + "&from="
                        + preview.at("/messages/end").asString();
        CompletableFuture<Answer> waiting = bob.callAsync("GET", path, null);
        alice.sendText(open, "news");
        assertThat(bodies(waiting.get(10, TimeUnit.SECONDS).ok().at("/chunk")))
                .containsExactly("news");
        String closedPath = V3 + "/events?timeout=0&room_id=" + TestClient.enc(closed);
        assertThat(bob.get(closedPath).status()).isEqualTo(403);
    }

    @Test
    @Tag("CS-SYNC-16")
    void aLeftRoomIsShownAsItWas() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        alice.sendText(room, "seen");
        bob.leave(room).ok();
        alice.sendText(room, "unseen");

        Answer one = bob.get(room(room) + "/initialSync").ok();
        assertThat(one.text("membership")).isEqualTo("leave");
        assertThat(bodies(one.at("/messages/chunk"))).containsExactly("seen");

        Answer all = bob.get(V3 + "/initialSync?archived=true").ok();
        assertThat(bodies(info(all, room).at("/messages/chunk"))).containsExactly("seen");
        assertThat(bob.get(V3 + "/initialSync").ok().at("rooms").size()).isZero();
    }

    @Test
    @Tag("CS-SYNC-16")
    @Tag("CS-DATA-01")
    void theEventStreamTellsOfAccountDataAndTheOldFormNamesUsers() {
        String room = alice.createRoom("{}");
        Answer initial = alice.get(V3 + "/initialSync").ok();
        assertThat(info(initial, room).at("/state/0/user_id").asString()).isEqualTo(alice.userId());

        String own = V3 + "/user/" + TestClient.enc(alice.userId());
        alice.put(own + "/account_data/test.colour", "{\"is\":\"red\"}").ok();
        alice.put(own + "/rooms/" + TestClient.enc(room) + "/tags/u.test", "{\"order\":1}").ok();
        Answer events = alice.get(V3 + "/events?timeout=10000&from=" + initial.text("end")).ok();
        JsonNode global = ofType(events, "test.colour");
        assertThat(global.at("/content/is").asString()).isEqualTo("red");
        assertThat(global.has("room_id")).isFalse();
        assertThat(ofType(events, "m.tag").path("room_id").asString()).isEqualTo(room);
    }

    @Test
    @Tag("CS-SYNC-16")
    @Tag("CS-EPH-02")
    void presenceIsForMembersAndOneself() {
        String open =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"initial_state\":[{\"type\":\"m.room.history_visibility\","
                                + "\"state_key\":\"\",\"content\":{\"history_visibility\":\"world_readable\"}}]}");
        alice.sync(null, 0).ok();
        assertThat(bob.get(room(open) + "/initialSync").ok().at("presence").size()).isZero();
        Answer seen = alice.get(room(open) + "/initialSync").ok();
        assertThat(seen.at("/presence/0/content/user_id").asString()).isEqualTo(alice.userId());
        bob.sync(null, 0).ok();
        assertThat(bob.get(V3 + "/initialSync").ok().at("/presence/0/content/user_id").asString())
                .isEqualTo(bob.userId());
    }

    private static JsonNode ofType(Answer events, String type) {
        return events.at("chunk")
                .valueStream()
                .filter(event -> event.path("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
