package io.heddle.e2e.sync;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StickyEventsTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final String ONE = enc("{\"room\":{\"timeline\":{\"limit\":1}}}");

    private final HeddleServer server = HeddleServer.experimental();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private String room = "";

    @BeforeEach
    void inOneRoom() {
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
    }

    private Answer stick(String body, String forMs) {
        return alice.put(
                V3
                        + "/rooms/"
                        + enc(room)
                        + "/send/m.room.message/"
                        + System.nanoTime()
                        + "?org.matrix.msc4354.sticky_duration_ms="
                        + forMs,
                "{\"msgtype\":\"m.text\",\"body\":\"" + body + "\"}");
    }

    private Answer sync(TestClient client, String since) {
        return client.get(V3 + "/sync?filter=" + ONE + (since.isEmpty() ? "" : "&since=" + since))
                .ok();
    }

    private List<String> sticky(Answer sync) {
        return joined(sync)
                .path("msc4354_sticky")
                .path("events")
                .valueStream()
                .map(event -> event.path("event_id").asString())
                .toList();
    }

    private JsonNode joined(Answer sync) {
        return sync.json().path("rooms").path("join").path(room);
    }

    @Test
    @Tag("CS-ROOM-23")
    void a_sticky_event_reaches_everybody_whatever_the_timelines_limit() {
        String since = sync(bob, "").text("next_batch");
        String first = stick("first", "600000").ok().text("event_id");
        String second = stick("second", "600000").ok().text("event_id");
        alice.sendText(room, "one");
        alice.sendText(room, "two");

        Answer next = sync(bob, since);
        assertThat(joined(next).path("timeline").path("events").size()).isEqualTo(1);
        assertThat(sticky(next)).containsExactly(first, second);
        JsonNode event = joined(next).path("msc4354_sticky").path("events").path(0);
        assertThat(event.at("/msc4354_sticky/duration_ms").asLong()).isEqualTo(600_000);
        assertThat(event.at("/unsigned/msc4354_sticky_duration_ttl_ms").asLong())
                .isBetween(1L, 600_000L);
        assertThat(event.at("/content/body").asString()).isEqualTo("first");
        assertThat(sticky(sync(bob, next.text("next_batch")))).isEmpty();
        assertThat(sticky(sync(bob, ""))).containsExactly(first, second);
        TestClient carol = server.user("carol");
        String before = sync(carol, "").text("next_batch");
        carol.join(room).ok();
        assertThat(sticky(sync(carol, before))).containsExactly(first, second);
    }

    @Test
    @Tag("CS-ROOM-23")
    void what_the_timeline_has_what_has_expired_and_what_was_redacted_is_left_out() {
        String since = sync(bob, "").text("next_batch");
        stick("expired", "0").ok();
        String redacted = stick("redacted", "600000").ok().text("event_id");
        alice.put(V3 + "/rooms/" + enc(room) + "/redact/" + enc(redacted) + "/r", "{}").ok();
        String shown = stick("in the timeline", "600000").ok().text("event_id");
        Answer next = sync(bob, since);
        assertThat(joined(next).at("/timeline/events/0/event_id").asString()).isEqualTo(shown);
        assertThat(
                        joined(next)
                                .at("/timeline/events/0/unsigned/msc4354_sticky_duration_ttl_ms")
                                .asLong())
                .isPositive();
        assertThat(sticky(next)).isEmpty();
    }

    @Test
    @Tag("CS-ROOM-23")
    void state_can_be_sticky_and_no_event_is_so_for_more_than_an_hour() {
        String since = sync(bob, "").text("next_batch");
        String id =
                alice.put(
                                V3
                                        + "/rooms/"
                                        + enc(room)
                                        + "/state/org.example.state/?org.matrix.msc4354.sticky_duration_ms=999999999",
                                "{\"a\":1}")
                        .ok()
                        .text("event_id");
        alice.sendText(room, "after");
        Answer next = sync(bob, since);
        assertThat(sticky(next)).containsExactly(id);
        assertThat(
                        joined(next)
                                .at(
                                        "/msc4354_sticky/events/0/unsigned/msc4354_sticky_duration_ttl_ms")
                                .asLong())
                .isBetween(3_000_000L, 3_600_000L);
        assertThat(stick("x", "-1").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(stick("x", "long").errcode()).isEqualTo("M_INVALID_PARAM");
    }

    @Test
    @Tag("CS-ROOM-23")
    void a_server_without_them_sends_plain_events() {
        TestClient dave = HeddleServer.shared().user("dave");
        String there = dave.createRoom("{}");
        String id =
                dave.put(
                                V3
                                        + "/rooms/"
                                        + enc(there)
                                        + "/send/m.room.message/x?org.matrix.msc4354.sticky_duration_ms=5000",
                                "{\"body\":\"x\"}")
                        .ok()
                        .text("event_id");
        assertThat(
                        dave.get(V3 + "/rooms/" + enc(there) + "/event/" + enc(id))
                                .ok()
                                .json()
                                .has("msc4354_sticky"))
                .isFalse();
    }
}
