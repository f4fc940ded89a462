package io.heddle.e2e.robust;

import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The messages of rooms.
final class Messages {
    private Messages() {}

    /// The ids of the messages among events.
    static List<String> ids(JsonNode events) {
        List<String> ids = new ArrayList<>();
        for (JsonNode event : events) {
            if (isMessage(event)) {
                ids.add(event.path("event_id").asString());
            }
        }
        return ids;
    }

    /// All messages of a room as somebody reads them from a place on: their ids and texts, in order.
    static List<Map.Entry<String, String>> read(TestClient reader, String room, String from) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        String next = from;
        while (next != null) {
            Answer page =
                    reader.get(
                                    "/_matrix/client/v3/rooms/"
                                            + TestClient.enc(room)
                                            + "/messages?dir=f&limit=1000"
                                            + (next.isEmpty() ? "" : "&from=" + next))
                            .ok();
            for (JsonNode event : page.at("chunk")) {
                if (isMessage(event)) {
                    all.add(
                            Map.entry(
                                    event.path("event_id").asString(),
                                    event.path("content").path("body").asString()));
                }
            }
            next = page.json().has("end") ? page.text("end") : null;
        }
        return all;
    }

    private static boolean isMessage(JsonNode event) {
        return event.path("type").asString("").equals("m.room.message");
    }
}
