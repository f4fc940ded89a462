package io.heddle.e2e.delayed;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import io.heddle.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

class DelayedEventTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final String DELAYED =
            "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";
    private static final long HOUR = 3_600_000;

    private final HeddleServer server = HeddleServer.experimental();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private String room = "";

    @BeforeEach
    void inOneRoom() {
        room =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"power_level_content_override\":{\"state_default\":0}}");
        bob.join(room).ok();
    }

    private static Answer schedule(TestClient client, String room, String body, long delayMs) {
        return client.put(
                V3
                        + "/rooms/"
                        + enc(room)
                        + "/send/m.room.message/"
                        + System.nanoTime()
                        + "?org.matrix.msc4140.delay="
                        + delayMs,
                "{\"msgtype\":\"m.text\",\"body\":\"" + body + "\"}");
    }

    private static Answer scheduleState(
            TestClient client, String room, String type, String key, String content, long ms) {
        return client.put(
                V3
                        + "/rooms/"
                        + enc(room)
                        + "/state/"
                        + type
                        + "/"
                        + key
                        + "?org.matrix.msc4140.delay="
                        + ms,
                content);
    }

    private static JsonNode pending(TestClient client) {
        return client.get(DELAYED).ok().at("delayed_events");
    }

    /// The room's messages with a text, the newest first.
    private static List<JsonNode> messages(TestClient client, String room, String text) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode event :
                client.get(V3 + "/rooms/" + enc(room) + "/messages?dir=b&limit=50")
                        .ok()
                        .at("chunk")) {
            if (event.at("/content/body").asString("").equals(text)) {
                found.add(event);
            }
        }
        return found;
    }

    private static void awaitMessage(TestClient client, String room, String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(messages(client, room, text)).hasSize(1));
    }

    @Test
    @Tag("CS-ROOM-22")
    void an_event_is_sent_when_its_time_comes_and_its_sender_knows_it_by_the_delay() {
        String id = schedule(alice, room, "later", 300).ok().text("delay_id");
        assertThat(messages(bob, room, "later")).isEmpty();
        awaitMessage(bob, room, "later");
        JsonNode own = messages(alice, room, "later").getFirst();
        assertThat(own.at("/unsigned/org.matrix.msc4140.delay_id").asString("")).isEqualTo(id);
        assertThat(own.at("/unsigned/transaction_id").isMissingNode()).isTrue();
        assertThat(
                        messages(bob, room, "later")
                                .getFirst()
                                .at("/unsigned/org.matrix.msc4140.delay_id")
                                .isMissingNode())
                .isTrue();
        assertThat(pending(alice).size()).isZero();
        assertThat(alice.post(DELAYED + "/" + id + "/cancel", "{}").errcode())
                .isEqualTo("M_NOT_FOUND");

        scheduleState(alice, room, "org.example.state", "key", "{\"is\":\"set\"}", 0).ok();
        String path = V3 + "/rooms/" + enc(room) + "/state/org.example.state/key";
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(alice.get(path).text("is")).isEqualTo("set"));
    }

    @Test
    @Tag("CS-ROOM-22")
    void delayed_events_are_listed_restarted_cancelled_and_sent_at_once() {
        String first = schedule(alice, room, "first", HOUR).ok().text("delay_id");
        String second =
                scheduleState(alice, room, "org.example.state", "key", "{\"is\":1}", 2 * HOUR)
                        .ok()
                        .text("delay_id");
        JsonNode list = pending(alice);
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.path(0).path("delay_id").asString()).isEqualTo(first);
        assertThat(list.path(0).path("delay").asLong()).isEqualTo(HOUR);
        assertThat(list.path(0).path("room_id").asString()).isEqualTo(room);
        assertThat(list.path(0).path("type").asString()).isEqualTo("m.room.message");
        assertThat(list.path(0).has("state_key")).isFalse();
        assertThat(list.path(0).at("/content/body").asString()).isEqualTo("first");
        assertThat(list.path(1).path("state_key").asString()).isEqualTo("key");
        assertThat(pending(bob).size()).isZero();

        long since = list.path(0).path("running_since").asLong();
        server.bean(JdbcClient.class)
                .sql("UPDATE delayed_events SET send_ts = send_ts - 1000 WHERE delay_id = ?")
                .param(first)
                .update();
        alice.post(DELAYED + "/" + first, "{\"action\":\"restart\"}").ok();
        assertThat(pending(alice).path(0).path("running_since").asLong())
                .isGreaterThanOrEqualTo(since);

        // Who knows the id needs no token.
        server.anonymous().post(DELAYED + "/" + second + "/restart", "{}").ok();
        server.anonymous().post(DELAYED + "/" + second + "/cancel", "{}").ok();
        assertThat(pending(alice).size()).isEqualTo(1);
        server.anonymous().post(DELAYED + "/" + first + "/send", "{}").ok();
        assertThat(messages(bob, room, "first")).hasSize(1);
        assertThat(pending(alice).size()).isZero();
    }

    @Test
    @Tag("CS-ROOM-22")
    void an_endpoint_of_its_own_schedules_once_a_transaction_and_shows_one_event() {
        String path =
                "/_matrix/client/unstable/org.matrix.msc4140/rooms/"
                        + enc(room)
                        + "/delayed_event/org.example.state/txn";
        String body = "{\"delay_ms\":3600000,\"state_key\":\"k\",\"content\":{\"a\":1}}";
        String id = alice.put(path, body).ok().text("delay_id");
        assertThat(alice.put(path, body).ok().text("delay_id")).isEqualTo(id);
        assertThat(bob.put(path, body).ok().text("delay_id")).isNotEqualTo(id);
        assertThat(pending(alice).size()).isEqualTo(1);
        JsonNode one = alice.get(DELAYED + "/" + id).ok().json();
        assertThat(one.path("delay_ms").asLong()).isEqualTo(HOUR);
        assertThat(one.path("delayed_since_ts").asLong())
                .isEqualTo(one.path("running_since").asLong());
        assertThat(one.path("state_key").asString()).isEqualTo("k");
        assertThat(bob.get(DELAYED + "/" + id).errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(alice.put(path + "2", "{\"content\":{}}").errcode())
                .isEqualTo("M_MISSING_PARAM");
        assertThat(alice.put(path + "2", "{\"delay_ms\":5}").errcode())
                .isEqualTo("M_MISSING_PARAM");
        assertThat(alice.put(path + "2", "{\"delay_ms\":\"5\",\"content\":{}}").errcode())
                .isEqualTo("M_BAD_JSON");
    }

    @Test
    @Tag("CS-ROOM-22")
    void wrong_requests_are_refused() {
        String id = schedule(alice, room, "never", HOUR).ok().text("delay_id");
        assertThat(alice.post(DELAYED + "/" + id, "{}").errcode()).isEqualTo("M_MISSING_PARAM");
        assertThat(alice.post(DELAYED + "/" + id, "{\"action\":\"dance\"}").errcode())
                .isEqualTo("M_INVALID_PARAM");
        for (String action : List.of("cancel", "restart", "send")) {
            assertThat(alice.post(DELAYED + "/unknown/" + action, "{}").status()).isEqualTo(404);
        }
        assertThat(server.anonymous().get(DELAYED).errcode()).isEqualTo("M_MISSING_TOKEN");
        assertThat(schedule(alice, room, "x", -1).errcode()).isEqualTo("M_INVALID_PARAM");
        Answer tooLong = schedule(alice, room, "x", 25 * HOUR);
        assertThat(tooLong.status()).isEqualTo(403);
        assertThat(tooLong.text("org.matrix.msc4140.errcode")).isEqualTo("M_MAX_DELAY_EXCEEDED");
        assertThat(tooLong.at("org.matrix.msc4140.max_delay").asLong()).isEqualTo(24 * HOUR);
        assertThat(
                        alice.put(
                                        V3
                                                + "/rooms/"
                                                + enc(room)
                                                + "/send/m.room.message/x?org.matrix.msc4140.delay=soon",
                                        "{}")
                                .errcode())
                .isEqualTo("M_INVALID_PARAM");
        assertThat(
                        scheduleState(alice, room, "m.room.power_levels", "", "{\"ban\":\"x\"}", 5)
                                .errcode())
                .isEqualTo("M_BAD_JSON");
    }

    @Test
    @Tag("CS-ROOM-22")
    void a_user_has_only_so_many_delayed_events() {
        for (int i = 0; i < 4; i++) {
            schedule(alice, room, "n" + i, HOUR).ok();
        }
        Answer refused = schedule(alice, room, "too many", HOUR);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.errcode()).isEqualTo("M_LIMIT_EXCEEDED");
        assertThat(refused.text("org.matrix.msc4140.errcode"))
                .isEqualTo("M_MAX_DELAYED_EVENTS_EXCEEDED");
        assertThat(refused.at("retry_after_ms").asLong()).isPositive();
        schedule(bob, room, "another's", HOUR).ok();
        JsonNode capability =
                alice.get(V3 + "/capabilities")
                        .ok()
                        .at("/capabilities/org.matrix.msc4140.delayed_events");
        assertThat(capability.path("max_delay_ms").asLong()).isEqualTo(24 * HOUR);
        assertThat(capability.path("max_scheduled").asInt()).isEqualTo(4);
    }

    @Test
    @Tag("CS-ROOM-22")
    void state_that_somebody_else_sets_cancels_what_was_scheduled_for_it() {
        scheduleState(alice, room, "org.example.call", "a", "{\"left\":true}", HOUR).ok();
        scheduleState(alice, room, "org.example.call", "b", "{\"left\":true}", HOUR).ok();
        alice.sendState(room, "org.example.call", "a", json("{\"left\":false}"));
        assertThat(pending(alice).size()).isEqualTo(2);
        bob.sendState(room, "org.example.call", "a", json("{\"left\":false,\"by\":\"bob\"}"));
        assertThat(pending(alice).size()).isEqualTo(1);
        assertThat(pending(alice).path(0).path("state_key").asString()).isEqualTo("b");
    }

    private static JsonNode json(String text) {
        return io.heddle.protocol.json.Json.parseObject(text);
    }

    @Test
    @Tag("CS-ROOM-22")
    void an_event_that_may_have_been_sent_before_a_crash_is_not_sent_again() {
        String id = schedule(alice, room, "once", HOUR).ok().text("delay_id");
        JdbcClient jdbc = server.bean(JdbcClient.class);
        jdbc.sql("CREATE TABLE IF NOT EXISTS kept_delayed (LIKE delayed_events)").update();
        jdbc.sql("INSERT INTO kept_delayed SELECT * FROM delayed_events WHERE delay_id = ?")
                .param(id)
                .update();
        alice.post(DELAYED + "/" + id + "/send", "{}").ok();
        // As if the process had died between sending and forgetting.
        jdbc.sql("UPDATE kept_delayed SET claimed_by = -1, send_ts = 0").update();
        jdbc.sql("INSERT INTO delayed_events SELECT * FROM kept_delayed").update();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(
                                        jdbc.sql(
                                                        "SELECT count(*) FROM delayed_events WHERE delay_id = ?")
                                                .param(id)
                                                .query(Long.class)
                                                .single())
                                .isZero());
        assertThat(messages(bob, room, "once")).hasSize(1);
    }

    @Test
    @Tag("CS-ROOM-22")
    void what_cannot_be_sent_any_more_is_dropped() {
        schedule(bob, room, "from outside", 400).ok();
        bob.leave(room).ok();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(pending(bob).size()).isZero());
        assertThat(messages(alice, room, "from outside")).isEmpty();
    }

    @Test
    @Tag("CS-ROOM-22")
    void timers_go_on_when_the_server_has_been_away() throws IOException {
        String url = TestDatabase.createUrl();
        Map<String, Object> settings =
                Map.of(
                        "homeserver.max-event-delay-duration",
                        "24h",
                        "homeserver.database.url",
                        url,
                        "homeserver.data-directory",
                        Files.createTempDirectory("heddle-delayed").toString());
        HeddleServer before = HeddleServer.start(settings);
        TestClient carol = before.user("carol");
        String there = carol.createRoom("{}");
        schedule(carol, there, "due meanwhile", HOUR).ok();
        schedule(carol, there, "much later", 2 * HOUR).ok();
        before.close();
        int due =
                JdbcClient.create(new DriverManagerDataSource(url, "postgres", ""))
                        .sql("UPDATE delayed_events SET send_ts = send_ts - ? WHERE delay_ms = ?")
                        .params(HOUR, HOUR)
                        .update();
        assertThat(due).isEqualTo(1);

        HeddleServer after = HeddleServer.start(settings);
        try {
            TestClient again =
                    new TestClient(
                            after.baseUrl(), carol.accessToken(), carol.userId(), carol.deviceId());
            awaitMessage(again, there, "due meanwhile");
            JsonNode left = pending(again);
            assertThat(left.size()).isEqualTo(1);
            assertThat(left.path(0).at("/content/body").asString()).isEqualTo("much later");
        } finally {
            after.close();
        }
    }

    @Test
    @Tag("CS-ROOM-22")
    void a_server_that_is_not_told_so_delays_nothing() {
        HeddleServer plain = HeddleServer.shared();
        TestClient dave = plain.user("dave");
        Answer refused = schedule(dave, dave.createRoom("{}"), "later", 10);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errcode()).isEqualTo("M_FORBIDDEN");
        assertThat(
                        dave.get("/_matrix/client/versions")
                                .at("/unstable_features/org.matrix.msc4140")
                                .asBoolean(true))
                .isFalse();
    }
}
