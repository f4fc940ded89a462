package io.heddle.e2e.sync;

import static io.heddle.e2e.sync.SyncAssertions.bodies;
import static io.heddle.e2e.sync.SyncAssertions.filtered;
import static io.heddle.e2e.sync.SyncAssertions.find;
import static io.heddle.e2e.sync.SyncAssertions.isEmpty;
import static io.heddle.e2e.sync.SyncAssertions.joined;
import static io.heddle.e2e.sync.SyncAssertions.next;
import static io.heddle.e2e.sync.SyncAssertions.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IncrementalSyncTest {
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    private String sharedRoom() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        return room;
    }

    @Test
    @Tag("CS-SYNC-02")
    void aMessageComesOnceAndTheSameTokenBringsItAgain() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        alice.sendText(room, "one");

        Answer first = bob.sync(since, 0).ok();
        assertThat(bodies(joined(first, room).at("/timeline/events"))).containsExactly("one");
        assertThat(joined(first, room).at("/timeline/limited").booleanValue()).isFalse();
        assertThat(joined(first, room).at("/state/events").size()).isZero();

        assertThat(bob.sync(next(first), 0).ok().json().has("rooms")).isFalse();
        Answer again = bob.sync(since, 0).ok();
        assertThat(bodies(joined(again, room).at("/timeline/events"))).containsExactly("one");
    }

    @Test
    @Tag("CS-SYNC-02")
    void aWaitingSyncAnswersAsSoonAsSomethingHappens() throws Exception {
        String room = sharedRoom();
        String noPresence = TestClient.enc("{\"presence\":{\"types\":[]}}");
        String path = "/_matrix/client/v3/sync?filter=" + noPresence;
        String since = next(bob.get(path).ok());
        CompletableFuture<Answer> waiting =
                bob.callAsync("GET", path + "&timeout=30000&since=" + since, null);
        assertThat(waiting).isNotDone();

        alice.sendText(room, "wake up");

        Answer answer = waiting.get(10, TimeUnit.SECONDS);
        assertThat(bodies(joined(answer, room).at("/timeline/events"))).containsExactly("wake up");
    }

    @Test
    @Tag("CS-SYNC-02")
    void withoutNewsTheTimeOutEndsTheWait() {
        sharedRoom();
        String noPresence = TestClient.enc("{\"presence\":{\"types\":[]}}");
        String path = "/_matrix/client/v3/sync?timeout=300&filter=" + noPresence;
        String since = next(bob.get(path).ok());
        long start = System.nanoTime();
        Answer answer = bob.get(path + "&since=" + since).ok();
        assertThat(isEmpty(answer)).isTrue();
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(290));
    }

    @Test
    @Tag("CS-SYNC-02")
    void aTokenOfSomethingElseIsRefused() {
        Answer answer = bob.sync("t12", 0);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(bob.get("/_matrix/client/v3/sync?timeout=soon").status()).isEqualTo(400);
        assertThat(bob.get("/_matrix/client/v3/sync?from=s1").status()).isEqualTo(400);
        assertThat(bob.get("/_matrix/client/r0/sync").status()).isEqualTo(200);
    }

    @Test
    @Tag("CS-SYNC-03")
    void aGapIsToldAndItsStateChangesWithIt() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "in the gap"));
        for (int i = 0; i < 12; i++) {
            alice.sendText(room, "message " + i);
        }

        JsonNode section = joined(bob.sync(since, 0).ok(), room);
        assertThat(section.at("/timeline/limited").booleanValue()).isTrue();
        assertThat(bodies(section.at("/timeline/events"))).hasSize(10).contains("message 11");
        assertThat(types(section.at("/state/events"))).containsExactly("m.room.topic");

        String back =
                "/_matrix/client/v3/rooms/"
                        + TestClient.enc(room)
                        + "/messages?dir=b&limit=2&from="
                        + section.at("/timeline/prev_batch").asString();
        assertThat(bodies(bob.get(back).ok().at("/chunk")))
                .containsExactly("message 1", "message 0");

        Answer full = bob.get("/_matrix/client/v3/sync?full_state=true&since=" + since).ok();
        assertThat(types(joined(full, room).at("/state/events")))
                .contains("m.room.create", "m.room.member", "m.room.topic");
    }

    @Test
    @Tag("CS-SYNC-04")
    void stateMayBeToldAsItIsAfterTheTimeline() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "new"));

        JsonNode before = joined(bob.sync(since, 0).ok(), room);
        assertThat(before.at("/state/events").size()).isZero();
        assertThat(before.has("state_after")).isFalse();

        String path = "/_matrix/client/v3/sync?since=" + since;
        JsonNode after = joined(bob.get(path + "&use_state_after=true").ok(), room);
        assertThat(after.has("state")).isFalse();
        assertThat(types(after.at("/state_after/events"))).containsExactly("m.room.topic");
        assertThat(types(after.at("/timeline/events"))).containsExactly("m.room.topic");

        JsonNode unstable =
                joined(bob.get(path + "&org.matrix.msc4222.use_state_after=true").ok(), room);
        assertThat(types(unstable.path("org.matrix.msc4222.state_after").path("events")))
                .containsExactly("m.room.topic");

        Answer initial = bob.get("/_matrix/client/v3/sync?use_state_after=true").ok();
        assertThat(types(joined(initial, room).at("/state_after/events")))
                .contains("m.room.create", "m.room.topic");
    }

    @Test
    @Tag("CS-SYNC-05")
    void theSummaryNamesHeroesUntilTheRoomHasAName() {
        String room = sharedRoom();
        Answer first = bob.sync(null, 0).ok();
        JsonNode summary = joined(first, room).path("summary");
        assertThat(summary.path("m.heroes").valueStream().map(JsonNode::asString))
                .containsExactly(alice.userId());
        assertThat(summary.path("m.joined_member_count").intValue()).isEqualTo(2);
        assertThat(summary.path("m.invited_member_count").intValue()).isZero();

        TestClient carol = server.user("carol");
        alice.invite(room, carol.userId()).ok();
        Answer second = bob.sync(next(first), 0).ok();
        summary = joined(second, room).path("summary");
        assertThat(summary.path("m.invited_member_count").intValue()).isEqualTo(1);
        assertThat(summary.path("m.heroes").valueStream().map(JsonNode::asString))
                .containsExactly(alice.userId(), carol.userId());

        alice.sendState(room, "m.room.name", "", Json.object().put("name", "Named"));
        summary = joined(bob.sync(next(second), 0).ok(), room).path("summary");
        assertThat(summary.has("m.heroes")).isFalse();
    }

    @Test
    @Tag("CS-SYNC-12")
    void eventsCarryWhatConcernsTheirReader() {
        String room = sharedRoom();
        String aliceSince = next(alice.sync(null, 0).ok());
        String bobSince = next(bob.sync(null, 0).ok());
        String path =
                "/_matrix/client/v3/rooms/" + TestClient.enc(room) + "/send/m.room.message/txn-7";
        String id =
                alice.put(path, "{\"msgtype\":\"m.text\",\"body\":\"mine\"}").ok().text("event_id");
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "one"));
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "two"));

        JsonNode own = joined(alice.sync(aliceSince, 0).ok(), room).at("/timeline/events");
        assertThat(own.path(0).at("/unsigned/transaction_id").asString()).isEqualTo("txn-7");

        JsonNode seen = joined(bob.sync(bobSince, 0).ok(), room).at("/timeline/events");
        JsonNode message = seen.path(0);
        assertThat(message.path("event_id").asString()).isEqualTo(id);
        assertThat(message.has("room_id")).isFalse();
        assertThat(message.path("unsigned").has("transaction_id")).isFalse();
        assertThat(message.at("/unsigned/membership").asString()).isEqualTo("join");
        assertThat(message.at("/unsigned/age").isIntegralNumber()).isTrue();
        assertThat(seen.path(2).at("/unsigned/prev_content/topic").asString()).isEqualTo("one");
        assertThat(seen.path(2).at("/unsigned/replaces_state").asString())
                .isEqualTo(seen.path(1).path("event_id").asString());
    }

    @Test
    @Tag("CS-SYNC-12")
    void aRedactedEventSaysWhy() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        String id = alice.sendText(room, "regrettable");
        bob.sync(since, 0).ok();
        String redaction =
                alice.put(
                                "/_matrix/client/v3/rooms/"
                                        + TestClient.enc(room)
                                        + "/redact/"
                                        + TestClient.enc(id)
                                        + "/r1",
                                "{\"reason\":\"typo\"}")
                        .ok()
                        .text("event_id");

        JsonNode events = joined(bob.sync(since, 0).ok(), room).at("/timeline/events");
        JsonNode redacted = events.path(0);
        assertThat(redacted.path("event_id").asString()).isEqualTo(id);
        assertThat(redacted.path("content").size()).isZero();
        assertThat(redacted.at("/unsigned/redacted_because/event_id").asString())
                .isEqualTo(redaction);
        assertThat(events.path(1).path("redacts").asString()).isEqualTo(id);
        assertThat(events.path(1).at("/content/redacts").asString()).isEqualTo(id);
    }

    @Test
    @Tag("CS-SYNC-03")
    void aRoomJoinedSinceComesWithAllItsState() {
        String room = alice.createRoom("{\"preset\":\"public_chat\",\"name\":\"Late\"}");
        alice.sendText(room, "before");
        String since = next(bob.sync(null, 0).ok());
        bob.join(room).ok();

        JsonNode section = joined(bob.sync(since, 0).ok(), room);
        JsonNode state = section.at("/state/events");
        JsonNode timeline = section.at("/timeline/events");
        assertThat(section.at("/timeline/limited").booleanValue()).isTrue();
        assertThat(bodies(timeline)).containsExactly("before");
        assertThat(
                        find(state, "m.room.create", "").isPresent()
                                || find(timeline, "m.room.create", "").isPresent())
                .isTrue();
        assertThat(find(timeline, "m.room.member", bob.userId())).isPresent();
    }

    @Test
    @Tag("CS-SYNC-02")
    void aSyncWithAFilterForNothingStillMovesOn() {
        String room = sharedRoom();
        String since = next(bob.sync(null, 0).ok());
        alice.sendText(room, "unseen");
        String nothing = "{\"room\":{\"rooms\":[]},\"presence\":{\"types\":[]}}";
        Answer answer = filtered(bob, since, nothing);
        assertThat(isEmpty(answer)).isTrue();
        assertThat(next(answer)).isNotEqualTo(since);
    }
}
