package io.heddle.e2e.retention;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.storage.upkeep.Upkeep;
import io.heddle.storage.upkeep.UpkeepRunner;
import io.heddle.testing.TestClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class RetentionTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final String CONFIGURATION =
            "/_matrix/client/unstable/org.matrix.msc1763/retention/configuration";
    private static final HeddleServer SERVER =
            HeddleServer.start(
                    Map.of(
                            "homeserver.experimental-features.msc1763-enabled", "true",
                            "homeserver.retention.enabled", "true",
                            "homeserver.retention.default-policy.min-lifetime", "1d",
                            "homeserver.retention.default-policy.max-lifetime", "30d",
                            "homeserver.retention.allowed-lifetime-max", "365d",
                            "homeserver.retention.purge-jobs[0].longest-max-lifetime", "3d",
                            "homeserver.retention.purge-jobs[0].interval", "12h",
                            "homeserver.retention.purge-jobs[1].shortest-max-lifetime", "3d"));

    private final TestClient alice = SERVER.user("alice");
    private final String room = alice.createRoom("{\"preset\":\"public_chat\"}");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private void keepFor(long ms) {
        alice.sendState(
                room, "m.room.retention", "", Json.parseObject("{\"max_lifetime\":" + ms + "}"));
    }

    private String history() {
        return alice.get(V3 + "/rooms/" + enc(room) + "/messages?dir=b&limit=100").ok().body();
    }

    private long stored(String eventId) {
        return SERVER.bean(JdbcClient.class)
                .sql("SELECT count(*) FROM events WHERE event_id = ?")
                .param(eventId)
                .query(Long.class)
                .single();
    }

    @Test
    @Tag("CS-MISC-15")
    void messages_are_hidden_when_their_time_is_up_and_deleted_by_the_job_of_their_room() {
        String since = alice.sync(null, 0).ok().text("next_batch");
        String root = alice.sendText(room, "old words");
        String threaded =
                alice.send(
                        room,
                        "m.room.message",
                        Json.parseObject(
                                "{\"body\":\"old reply\",\"m.relates_to\":{\"rel_type\":\"m.thread\",\"event_id\":\"%s\"}}"
                                        .formatted(root)));
        alice.sendState(room, "m.room.topic", "", Json.parseObject("{\"topic\":\"a topic\"}"));
        keepFor(3_600_000);
        assertThat(history()).contains("old words");

        keepFor(1);
        assertThat(history()).doesNotContain("old words").contains("a topic");
        assertThat(alice.get(V3 + "/rooms/" + enc(room) + "/event/" + enc(root)).status())
                .isEqualTo(404);
        assertThat(alice.get(V3 + "/rooms/" + enc(room) + "/context/" + enc(root)).status())
                .isEqualTo(403);
        assertThat(alice.sync(null, 0).ok().body()).doesNotContain("old words");
        assertThat(alice.sync(since, 0).ok().body()).doesNotContain("old words");

        UpkeepRunner runner = SERVER.bean(UpkeepRunner.class);
        runner.run(job(runner, "retention_1"));
        assertThat(stored(root)).isEqualTo(1);
        runner.run(job(runner, "retention_0"));
        assertThat(stored(root)).isZero();
        assertThat(stored(threaded)).isZero();

        keepFor(3_600_000);
        alice.sendText(room, "new words");
        assertThat(history()).contains("new words").contains("a topic").doesNotContain("old");
        assertThat(alice.sync(null, 0).ok().body()).contains("new words");
        assertThat(
                        alice.get("/_matrix/client/v1/rooms/" + enc(room) + "/threads")
                                .ok()
                                .at("chunk")
                                .size())
                .isZero();
    }

    private static Upkeep job(UpkeepRunner runner, String name) {
        return runner.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Tag("CS-MISC-15")
    void a_policy_must_make_sense() {
        for (String wrong :
                new String[] {
                    "{\"max_lifetime\":\"1d\"}",
                    "{\"min_lifetime\":1.5}",
                    "{\"min_lifetime\":5,\"max_lifetime\":4}"
                }) {
            assertThat(
                            alice.put(
                                            V3 + "/rooms/" + enc(room) + "/state/m.room.retention/",
                                            wrong)
                                    .errcode())
                    .isEqualTo("M_BAD_JSON");
        }
    }

    @Test
    @Tag("CS-MISC-15")
    void clients_are_told_of_the_default_policy_and_the_limits() {
        JsonNode told = alice.get(CONFIGURATION).ok().json();
        assertThat(told.at("/policies/*/min_lifetime").asLong()).isEqualTo(86_400_000);
        assertThat(told.at("/policies/*/max_lifetime").asLong()).isEqualTo(30 * 86_400_000L);
        assertThat(told.at("/limits/max_lifetime/max").asLong()).isEqualTo(365 * 86_400_000L);
        assertThat(told.at("/limits/max_lifetime").has("min")).isFalse();
        assertThat(SERVER.anonymous().get(CONFIGURATION).errcode()).isEqualTo("M_MISSING_TOKEN");
        assertThat(HeddleServer.shared().user("dave").get(CONFIGURATION).errcode())
                .isEqualTo("M_UNRECOGNIZED");
    }
}
