package io.heddle.e2e.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Shorthands for looking into syncs.
final class SyncAssertions {
    private SyncAssertions() {}

    static String next(Answer sync) {
        String token = sync.text("next_batch");
        assertThat(token).isNotEmpty();
        return token;
    }

    /// The section of a joined room, which must be there.
    static JsonNode joined(Answer sync, String roomId) {
        JsonNode room = sync.at("/rooms/join").path(roomId);
        assertThat(room.isObject()).as("%s in %s", roomId, sync).isTrue();
        return room;
    }

    static boolean isEmpty(Answer sync) {
        return !sync.json().has("rooms")
                && !sync.json().has("account_data")
                && !sync.json().has("to_device")
                && !sync.json().has("presence");
    }

    static List<String> types(JsonNode events) {
        return events.valueStream().map(event -> event.path("type").asString()).toList();
    }

    static List<String> ids(JsonNode events) {
        return events.valueStream().map(event -> event.path("event_id").asString()).toList();
    }

    static List<String> bodies(JsonNode events) {
        return events.valueStream()
                .filter(event -> event.path("type").asString().equals("m.room.message"))
                .map(event -> event.at("/content/body").asString())
                .toList();
    }

    static Optional<JsonNode> find(JsonNode events, String type, String stateKey) {
        return events.valueStream()
                .filter(event -> event.path("type").asString().equals(type))
                .filter(event -> event.path("state_key").asString("-").equals(stateKey))
                .findFirst();
    }

    static Answer filtered(TestClient client, String since, String filter) {
        return client.get(
                        "/_matrix/client/v3/sync?filter="
                                + TestClient.enc(filter)
                                + (since.isEmpty() ? "" : "&since=" + since))
                .ok();
    }
}
