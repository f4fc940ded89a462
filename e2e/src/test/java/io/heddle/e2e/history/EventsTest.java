package io.heddle.e2e.history;

import static io.heddle.e2e.history.Rooms.bodies;
import static io.heddle.e2e.history.Rooms.path;
import static io.heddle.e2e.history.Rooms.v1;
import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.AliceAndBob;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventsTest extends AliceAndBob {
    @Test
    @Tag("CS-ROOM-07")
    void anEventIsShownAmongItsNeighbours() {
        for (int i = 0; i < 9; i++) {
            alice.sendText(room, "before " + i);
        }
        String event = alice.sendText(room, "here");
        alice.sendText(room, "after 0");
        alice.sendText(room, "after 1");
        Answer context = alice.get(path(room, "/context/" + enc(event) + "?limit=4")).ok();
        assertThat(context.at("/event/content/body").asString("")).isEqualTo("here");
        assertThat(bodies(context, "events_before")).containsExactly("before 8", "before 7");
        assertThat(bodies(context, "events_after")).containsExactly("after 0", "after 1");
        assertThat(context.at("state").size()).isGreaterThan(3);
        Answer back =
                alice.get(path(room, "/messages?dir=b&limit=1&from=" + context.text("start"))).ok();
        assertThat(bodies(back, "chunk")).containsExactly("before 6");
        alice.sendText(room, "after 2");
        Answer forward =
                alice.get(path(room, "/messages?dir=f&limit=1&from=" + context.text("end"))).ok();
        assertThat(bodies(forward, "chunk")).containsExactly("after 2");
        Answer alone = alice.get(path(room, "/context/" + enc(event) + "?limit=0")).ok();
        assertThat(alone.at("events_before").size() + alone.at("events_after").size()).isZero();
    }

    @Test
    @Tag("CS-ROOM-07")
    void aSingleEventIsFoundByThoseWhoMaySeeIt() {
        String event = alice.sendText(room, "hello");
        Answer found = alice.get(path(room, "/event/" + enc(event))).ok();
        assertThat(found.text("room_id")).isEqualTo(room);
        assertThat(found.text("event_id")).isEqualTo(event);
        assertThat(found.at("/content/body").asString("")).isEqualTo("hello");
        assertThat(found.at("/unsigned/age").isNumber()).isTrue();
        assertThat(found.at("/unsigned/membership").asString("")).isEqualTo("join");
        assertThat(found.at("/unsigned/transaction_id").isString()).isTrue();
        assertThat(alice.get("/_matrix/client/v3/events/" + enc(event)).ok().text("event_id"))
                .isEqualTo(event);
        Answer hidden = bob.get(path(room, "/event/" + enc(event)));
        assertThat(hidden.status() + hidden.errcode()).isEqualTo("404M_NOT_FOUND");
        Answer unknown = alice.get(path(room, "/event/$unknown"));
        assertThat(unknown.status() + unknown.errcode()).isEqualTo("404M_NOT_FOUND");
    }

    @Test
    @Tag("CS-SYNC-12")
    void unsignedTellsOfReplacedStateAndRedactions() {
        String first = alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "one"));
        String second =
                alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "two"));
        Answer state = alice.get(path(room, "/event/" + enc(second))).ok();
        assertThat(state.at("/unsigned/replaces_state").asString("")).isEqualTo(first);
        assertThat(state.at("/unsigned/prev_content/topic").asString("")).isEqualTo("one");
        String message = alice.sendText(room, "oops");
        String redaction =
                alice.put(path(room, "/redact/" + enc(message) + "/1"), "{\"reason\":\"typo\"}")
                        .ok()
                        .text("event_id");
        Answer redacted = alice.get(path(room, "/event/" + enc(message))).ok();
        assertThat(redacted.at("content").isEmpty()).isTrue();
        assertThat(redacted.at("/unsigned/redacted_because/event_id").asString(""))
                .isEqualTo(redaction);
        Answer redacting = alice.get(path(room, "/event/" + enc(redaction))).ok();
        assertThat(redacting.text("redacts")).isEqualTo(message);
        assertThat(redacting.at("/content/redacts").asString("")).isEqualTo(message);
    }

    @Test
    @Tag("CS-ROOM-07")
    void theEventClosestToATimeIsFound() {
        String first = alice.sendText(room, "first");
        String second = alice.sendText(room, "second");
        long ts =
                alice.get(path(room, "/event/" + enc(first))).ok().at("origin_server_ts").asLong(0);
        long later =
                alice.get(path(room, "/event/" + enc(second)))
                        .ok()
                        .at("origin_server_ts")
                        .asLong(0);
        Answer back = alice.get(v1(room, "/timestamp_to_event?dir=b&ts=" + (later + 10_000))).ok();
        assertThat(back.text("event_id")).isEqualTo(second);
        assertThat(back.at("origin_server_ts").asLong(0)).isEqualTo(later);
        Answer old =
                alice.get(
                                "/_matrix/client/unstable/org.matrix.msc3030/rooms/"
                                        + enc(room)
                                        + "/timestamp_to_event?dir=f&ts=0")
                        .ok();
        assertThat(old.at("origin_server_ts").asLong(0)).isLessThanOrEqualTo(ts);
        Answer none = alice.get(v1(room, "/timestamp_to_event?dir=b&ts=1"));
        assertThat(none.status() + none.errcode()).isEqualTo("404M_NOT_FOUND");
        assertThat(alice.get(v1(room, "/timestamp_to_event?dir=f")).errcode())
                .isEqualTo("M_MISSING_PARAM");
    }
}
