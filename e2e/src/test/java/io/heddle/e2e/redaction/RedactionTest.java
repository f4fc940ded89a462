package io.heddle.e2e.redaction;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RedactionTest {
    private static final String V3 = "/_matrix/client/v3";

    private final HeddleServer server = HeddleServer.experimental();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private String room = "";

    @BeforeEach
    void inOneRoom() {
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
    }

    private String related(TestClient from, String parent, String type) {
        ObjectNode content = Json.object();
        content.put("msgtype", "m.text").put("body", "related");
        content.putObject("m.relates_to").put("rel_type", type).put("event_id", parent);
        return from.send(room, "m.room.message", content);
    }

    private Answer redact(TestClient who, String event, String body) {
        return who.put(
                V3 + "/rooms/" + enc(room) + "/redact/" + enc(event) + "/" + System.nanoTime(),
                body);
    }

    private JsonNode event(String id) {
        return alice.get(V3 + "/rooms/" + enc(room) + "/event/" + enc(id)).ok().json();
    }

    private boolean isRedacted(String id) {
        return event(id).at("/unsigned/redacted_because").isObject();
    }

    @Test
    @Tag("CS-ROOM-24")
    void what_relates_to_an_event_goes_with_it_where_the_client_says_so() {
        String parent = alice.sendText(room, "parent");
        String threaded = related(bob, parent, "m.thread");
        String own = related(alice, parent, "m.thread");
        String reference = related(bob, parent, "m.reference");
        redact(alice, parent, "{\"reason\":\"all of it\",\"with_rel_types\":[\"m.thread\"]}").ok();
        assertThat(isRedacted(parent)).isTrue();
        assertThat(isRedacted(threaded)).isTrue();
        assertThat(isRedacted(own)).isTrue();
        assertThat(isRedacted(reference)).isFalse();
        JsonNode because = event(threaded).at("/unsigned/redacted_because/content");
        assertThat(because.path("reason").asString()).isEqualTo("all of it");
        assertThat(because.has("with_rel_types")).isFalse();
    }

    @Test
    @Tag("CS-ROOM-24")
    void only_what_the_user_may_redact_goes() {
        String parent = bob.sendText(room, "parent");
        String own = related(bob, parent, "org.example.rel");
        String others = related(alice, parent, "m.reference");
        redact(bob, parent, "{\"org.matrix.msc3912.with_relations\":[\"*\"]}").ok();
        assertThat(isRedacted(parent)).isTrue();
        assertThat(isRedacted(own)).isTrue();
        assertThat(isRedacted(others)).isFalse();
        assertThat(redact(alice, others, "{\"with_rel_types\":\"m.thread\"}").errcode())
                .isEqualTo("M_BAD_JSON");
    }

    @Test
    @Tag("CS-ROOM-24")
    void a_ban_may_take_all_that_the_member_said_with_it() {
        String first = bob.sendText(room, "unwanted words");
        String mine = alice.sendText(room, "wanted words");
        String second = bob.sendText(room, "more unwanted words");
        String since = alice.sync(null, 0).ok().text("next_batch");
        alice.put(
                        V3 + "/rooms/" + enc(room) + "/state/m.room.member/" + enc(bob.userId()),
                        "{\"membership\":\"ban\",\"redact_events\":true}")
                .ok();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(isRedacted(second)).isTrue());
        assertThat(isRedacted(first)).isTrue();
        assertThat(event(first).at("/content").isEmpty()).isTrue();
        assertThat(event(first).at("/unsigned/redacted_because/type").asString())
                .isEqualTo("m.room.member");
        assertThat(isRedacted(mine)).isFalse();
        assertThat(event(mine).at("/content/body").asString()).isEqualTo("wanted words");

        String history =
                alice.get(V3 + "/rooms/" + enc(room) + "/messages?dir=b&limit=50").ok().body();
        assertThat(history).contains("wanted words").doesNotContain("unwanted");
        assertThat(alice.sync(null, 0).ok().body()).doesNotContain("unwanted");
        assertThat(alice.sync(since, 0).ok().body()).contains("redact_events");
        Answer search =
                alice.post(
                        V3 + "/search",
                        "{\"search_categories\":{\"room_events\":{\"search_term\":\"words\"}}}");
        assertThat(search.ok().at("/search_categories/room_events/count").asInt()).isEqualTo(1);
    }

    @Test
    @Tag("CS-ROOM-24")
    void who_may_not_redact_takes_nothing_with_a_kick() {
        alice.sendState(
                room,
                "m.room.power_levels",
                "",
                Json.parseObject(
                        "{\"users\":{\"%s\":50},\"kick\":50,\"redact\":100}"
                                .formatted(bob.userId())));
        TestClient carol = server.user("carol");
        carol.join(room).ok();
        String said = carol.sendText(room, "stays");
        bob.put(
                        V3 + "/rooms/" + enc(room) + "/state/m.room.member/" + enc(carol.userId()),
                        "{\"membership\":\"leave\",\"redact_events\":true}")
                .ok();
        // A removal that does count, later in the same stream, shows that this one was looked at.
        TestClient dave = server.user("dave");
        dave.join(room).ok();
        String gone = dave.sendText(room, "goes");
        alice.put(
                        V3 + "/rooms/" + enc(room) + "/state/m.room.member/" + enc(dave.userId()),
                        "{\"membership\":\"leave\",\"org.matrix.msc4293.redact_events\":true}")
                .ok();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(isRedacted(gone)).isTrue());
        assertThat(isRedacted(said)).isFalse();
    }
}
