package io.heddle.e2e.history;

import static io.heddle.e2e.history.Rooms.bodies;
import static io.heddle.e2e.history.Rooms.ids;
import static io.heddle.e2e.history.Rooms.path;
import static io.heddle.e2e.history.Rooms.types;
import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.AliceAndBob;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MessagesTest extends AliceAndBob {
    @Test
    @Tag("CS-ROOM-06")
    void aTimelineIsReadInPagesInBothDirections() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            sent.add(alice.sendText(room, "message " + i));
        }
        Answer newest = alice.get(path(room, "/messages?dir=b&limit=3")).ok();
        assertThat(ids(newest, "chunk")).isEqualTo(sent.subList(4, 7).reversed());
        Answer next =
                alice.get(path(room, "/messages?dir=b&limit=3&from=" + newest.text("end"))).ok();
        assertThat(ids(next, "chunk")).isEqualTo(sent.subList(1, 4).reversed());
        assertThat(next.text("start")).isEqualTo(newest.text("end"));
        Answer rest =
                alice.get(path(room, "/messages?dir=b&limit=100&from=" + next.text("end"))).ok();
        assertThat(rest.at("end").isMissingNode()).isTrue();
        assertThat(types(rest, "chunk").getLast()).isEqualTo("m.room.create");
        Answer forward =
                alice.get(path(room, "/messages?dir=f&limit=2&from=" + newest.text("end"))).ok();
        assertThat(ids(forward, "chunk")).isEqualTo(sent.subList(4, 6));
        Answer first = alice.get(path(room, "/messages?dir=f&limit=1")).ok();
        assertThat(types(first, "chunk")).containsExactly("m.room.create");
    }

    @Test
    @Tag("CS-ROOM-06")
    void aPageEndsWhereItIsToldTo() {
        String first = alice.sendText(room, "first");
        Answer end = alice.get(path(room, "/messages?dir=b&limit=1")).ok();
        alice.sendText(room, "second");
        alice.sendText(room, "third");
        assertThat(ids(end, "chunk")).containsExactly(first);
        Answer page =
                alice.get(path(room, "/messages?dir=b&limit=50&to=" + end.text("start"))).ok();
        assertThat(bodies(page, "chunk")).containsExactly("third", "second");
    }

    @Test
    @Tag("CS-ROOM-06")
    void tokensOfASyncAreTakenToo() {
        alice.sendText(room, "before");
        String token = alice.sync(null, 0).ok().text("next_batch");
        alice.sendText(room, "after");
        Answer back = alice.get(path(room, "/messages?dir=b&limit=1&from=" + token)).ok();
        assertThat(bodies(back, "chunk")).containsExactly("before");
        Answer forward = alice.get(path(room, "/messages?dir=f&from=" + token)).ok();
        assertThat(bodies(forward, "chunk")).containsExactly("after");
    }

    @Test
    @Tag("CS-ROOM-06")
    void filtersChooseAndMembersComeAlongWhenAskedFor() {
        bob.join(room).ok();
        alice.sendText(room, "from alice");
        bob.sendText(room, "from bob");
        bob.send(room, "org.example.other", Json.object());
        String filter =
                "{\"types\":[\"m.room.message\"],\"senders\":[\""
                        + bob.userId()
                        + "\"],\"lazy_load_members\":true}";
        Answer page = alice.get(path(room, "/messages?dir=b&filter=" + enc(filter))).ok();
        assertThat(bodies(page, "chunk")).containsExactly("from bob");
        assertThat(page.at("/state/0/state_key").asString("")).isEqualTo(bob.userId());
        assertThat(page.at("state").size()).isEqualTo(1);
    }

    @Test
    @Tag("CS-ROOM-06")
    @Tag("CS-REL-01")
    void filtersCanAskForEventsThatOthersRelateTo() {
        bob.join(room).ok();
        String root = alice.sendText(room, "root");
        alice.sendText(room, "other");
        bob.send(
                room,
                "m.room.message",
                Json.parse(
                        """
                        {"msgtype":"m.text","body":"reply","m.relates_to":{"rel_type":"m.thread","event_id":"%s"}}\
                        """
                                .formatted(root)));
        String byType = "{\"related_by_rel_types\":[\"m.thread\"]}";
        String byBob = "{\"related_by_senders\":[\"" + bob.userId() + "\"]}";
        String byAlice =
                "{\"related_by_senders\":[\""
                        + alice.userId()
                        + "\"],\"related_by_rel_types\":[\"m.thread\"]}";
        for (String filter : List.of(byType, byBob)) {
            Answer page = alice.get(path(room, "/messages?dir=b&filter=" + enc(filter))).ok();
            assertThat(ids(page, "chunk")).containsExactly(root);
        }
        Answer none = alice.get(path(room, "/messages?dir=b&filter=" + enc(byAlice))).ok();
        assertThat(ids(none, "chunk")).isEmpty();
    }

    @Test
    @Tag("CS-ROOM-06")
    void badRequestsAreRefused() {
        assertError(alice.get(path(room, "/messages")), 400, "M_MISSING_PARAM");
        assertError(alice.get(path(room, "/messages?dir=x")), 400, "M_INVALID_PARAM");
        assertError(alice.get(path(room, "/messages?dir=b&limit=-1")), 400, "M_INVALID_PARAM");
        assertError(alice.get(path(room, "/messages?dir=b&limit=x")), 400, "M_INVALID_PARAM");
        assertError(alice.get(path(room, "/messages?dir=b&from=x")), 400, "M_INVALID_PARAM");
        assertError(alice.get(path(room, "/messages?dir=b&filter=x")), 400, "M_NOT_JSON");
        assertError(bob.get(path(room, "/messages?dir=b")), 403, "M_FORBIDDEN");
        assertError(
                alice.get("/_matrix/client/v3/rooms/!none:test.local/messages?dir=b"),
                403,
                "M_FORBIDDEN");
    }

    private static void assertError(Answer answer, int status, String errcode) {
        assertThat(answer.status() + " " + answer.errcode()).isEqualTo(status + " " + errcode);
    }
}
