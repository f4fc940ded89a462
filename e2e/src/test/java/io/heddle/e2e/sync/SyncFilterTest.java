package io.heddle.e2e.sync;

import static io.heddle.e2e.sync.SyncAssertions.bodies;
import static io.heddle.e2e.sync.SyncAssertions.filtered;
import static io.heddle.e2e.sync.SyncAssertions.find;
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

class SyncFilterTest {
    private static final String LAZY = "{\"room\":{\"state\":{\"lazy_load_members\":true}}}";

    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    private String sharedRoom() {
        String room = alice.createRoom("{\"preset\":\"public_chat\",\"name\":\"Filtered\"}");
        bob.join(room).ok();
        return room;
    }

    @Test
    @Tag("CS-FILT-02")
    void timelinesAreCutDownToWhatTheFilterWants() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        alice.sendText(room, "from alice");
        bob.sendText(room, "from bob");
        alice.send(room, "org.example.custom", Json.object().put("url", "mxc://x/y"));
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "t"));

        assertThat(timeline(since, room, "\"types\":[\"m.room.*\"]"))
                .containsExactly("m.room.message", "m.room.message", "m.room.topic");
        assertThat(timeline(since, room, "\"not_types\":[\"m.room.*\"]"))
                .containsExactly("org.example.custom");
        assertThat(timeline(since, room, "\"senders\":[\"" + bob.userId() + "\"]"))
                .containsExactly("m.room.message");
        assertThat(timeline(since, room, "\"not_senders\":[\"" + alice.userId() + "\"]"))
                .containsExactly("m.room.message");
        assertThat(timeline(since, room, "\"contains_url\":true"))
                .containsExactly("org.example.custom");
        assertThat(timeline(since, room, "\"limit\":1")).containsExactly("m.room.topic");
        String elsewhere = "{\"room\":{\"not_rooms\":[\"" + room + "\"]}}";
        assertThat(filtered(bob, since, elsewhere).json().has("rooms")).isFalse();
    }

    private java.util.List<String> timeline(String since, String room, String filter) {
        Answer sync = filtered(bob, since, "{\"room\":{\"timeline\":{" + filter + "}}}");
        return types(joined(sync, room).at("/timeline/events"));
    }

    @Test
    @Tag("CS-FILT-02")
    void anInitialSyncLooksFurtherBackForWhatTheFilterWants() {
        String room = sharedRoom();
        String wanted = alice.sendText(room, "needle");
        for (int i = 0; i < 30; i++) {
            alice.send(room, "org.example.hay", Json.object().put("n", i));
        }
        String filter = "{\"room\":{\"timeline\":{\"types\":[\"m.room.message\"],\"limit\":1}}}";
        JsonNode section = joined(filtered(bob, "", filter), room);
        assertThat(SyncAssertions.ids(section.at("/timeline/events"))).containsExactly(wanted);
    }

    @Test
    @Tag("CS-FILT-02")
    void stateThatTheTimelineLeavesOutComesAsState() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "t"));
        alice.sendText(room, "message");
        String filter = "{\"room\":{\"timeline\":{\"types\":[\"m.room.message\"]}}}";
        JsonNode section = joined(filtered(bob, since, filter), room);
        assertThat(bodies(section.at("/timeline/events"))).containsExactly("message");
        assertThat(types(section.at("/state/events"))).containsExactly("m.room.topic");
    }

    @Test
    @Tag("CS-FILT-03")
    void eventsComeInTheWantedForm() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        alice.sendText(room, "trimmed");

        Answer trimmed = filtered(bob, since, "{\"event_fields\":[\"content.body\",\"type\"]}");
        JsonNode event = joined(trimmed, room).at("/timeline/events/0");
        assertThat(event.propertyNames()).containsExactlyInAnyOrder("content", "type");
        assertThat(event.path("content").propertyNames()).containsExactly("body");

        Answer federation = filtered(bob, since, "{\"event_format\":\"federation\"}");
        JsonNode pdu = joined(federation, room).at("/timeline/events/0");
        assertThat(pdu.has("hashes")).isTrue();
        assertThat(pdu.has("auth_events")).isTrue();

        Answer wrong = bob.get("/_matrix/client/v3/sync?filter=" + TestClient.enc("{\"room\":5}"));
        assertThat(wrong.errcode()).isEqualTo("M_BAD_JSON");
        assertThat(bob.get("/_matrix/client/v3/sync?filter=987654").status()).isEqualTo(400);
        assertThat(bob.get("/_matrix/client/v3/sync?filter=" + TestClient.enc("{no")).errcode())
                .isEqualTo("M_NOT_JSON");
    }

    @Test
    @Tag("CS-FILT-04")
    void membersAreToldWhenTheySpeakAndNotAgain() {
        String room = sharedRoom();
        TestClient carol = server.user("carol");
        carol.join(room).ok();
        for (int i = 0; i < 12; i++) {
            alice.sendText(room, "filler " + i);
        }

        Answer first = filtered(bob, "", LAZY);
        JsonNode state = joined(first, room).at("/state/events");
        assertThat(find(state, "m.room.member", alice.userId())).isPresent();
        assertThat(find(state, "m.room.member", bob.userId())).isPresent();
        assertThat(find(state, "m.room.member", carol.userId())).isEmpty();
        assertThat(find(state, "m.room.name", "")).isPresent();

        carol.sendText(room, "hello");
        Answer second = filtered(bob, next(first), LAZY);
        JsonNode told = joined(second, room).at("/state/events");
        assertThat(find(told, "m.room.member", carol.userId())).isPresent();
        Answer replayed = filtered(bob, next(first), LAZY);
        assertThat(
                        find(
                                joined(replayed, room).at("/state/events"),
                                "m.room.member",
                                carol.userId()))
                .as("the first answer may have been lost")
                .isPresent();

        carol.sendText(room, "again");
        JsonNode known = joined(filtered(bob, next(second), LAZY), room).at("/state/events");
        assertThat(known.size()).isZero();
        String redundant =
                "{\"room\":{\"state\":{\"lazy_load_members\":true,\"include_redundant_members\":true}}}";
        JsonNode repeated =
                joined(filtered(bob, next(second), redundant), room).at("/state/events");
        assertThat(find(repeated, "m.room.member", carol.userId())).isPresent();
    }

    @Test
    @Tag("CS-FILT-04")
    void heroesAreToldWithTheSummary() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        server.user("carol").join(room).ok();
        for (int i = 0; i < 12; i++) {
            bob.sendText(room, "filler " + i);
        }
        JsonNode section = joined(filtered(bob, "", LAZY), room);
        JsonNode heroes = section.at("/summary").path("m.heroes");
        assertThat(heroes.size()).isEqualTo(2);
        heroes.forEach(hero ->
                assertThat(find(section.at("/state/events"), "m.room.member", hero.asString()))
                        .isPresent());
    }
}
