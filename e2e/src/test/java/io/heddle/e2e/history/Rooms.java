package io.heddle.e2e.history;

import static io.heddle.testing.TestClient.enc;

import io.heddle.testing.TestClient.Answer;
import java.util.List;
import java.util.stream.StreamSupport;

/// Paths of rooms and short views of answers.
final class Rooms {
    private Rooms() {}

    static String path(String roomId, String rest) {
        return "/_matrix/client/v3/rooms/" + enc(roomId) + rest;
    }

    static String v1(String roomId, String rest) {
        return "/_matrix/client/v1/rooms/" + enc(roomId) + rest;
    }

    /// The ids of the events in a list.
    static List<String> ids(Answer answer, String list) {
        return StreamSupport.stream(answer.at(list).spliterator(), false)
                .map(event -> event.path("event_id").asString(""))
                .toList();
    }

    /// The texts of the messages in a list.
    static List<String> bodies(Answer answer, String list) {
        return StreamSupport.stream(answer.at(list).spliterator(), false)
                .filter(event -> event.path("type").asString("").equals("m.room.message"))
                .map(event -> event.path("content").path("body").asString(""))
                .toList();
    }

    static List<String> types(Answer answer, String list) {
        return StreamSupport.stream(answer.at(list).spliterator(), false)
                .map(event -> event.path("type").asString(""))
                .toList();
    }
}
