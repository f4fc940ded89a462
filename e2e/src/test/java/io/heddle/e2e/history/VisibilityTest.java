package io.heddle.e2e.history;

import static io.heddle.e2e.history.Rooms.bodies;
import static io.heddle.e2e.history.Rooms.path;
import static io.heddle.e2e.history.Rooms.types;
import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibilityTest {
    private static HeddleServer heddle;
    private static TestClient alice;
    private static TestClient bob;

    @BeforeAll
    static void register() {
        heddle = HeddleServer.shared();
        alice = heddle.user("alice");
        bob = heddle.user("bob");
    }

    @ParameterizedTest
    @Tag("CS-ROOM-18")
    @CsvSource({
        "world_readable, 'joined invited before'",
        "shared, 'joined invited before'",
        "invited, 'joined invited'",
        "joined, joined"
    })
    void aNewMemberSeesWhatTheVisibilityLetsThemSee(String visibility, String seen) {
        String room = room(visibility);
        alice.sendText(room, "before");
        alice.invite(room, bob.userId()).ok();
        alice.sendText(room, "invited");
        bob.join(room).ok();
        alice.sendText(room, "joined");
        Answer page = bob.get(path(room, "/messages?dir=b&limit=100")).ok();
        assertThat(bodies(page, "chunk")).containsExactly(seen.split(" "));
        assertThat(types(page, "chunk")).contains("m.room.member");
    }

    @Test
    @Tag("CS-ROOM-18")
    void whoHasLeftSeesUpToTheLeaving() {
        String room = room("shared");
        bob.join(room);
        alice.invite(room, bob.userId()).ok();
        bob.join(room).ok();
        alice.sendText(room, "seen");
        bob.leave(room).ok();
        alice.sendText(room, "unseen");
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "late"));
        Answer page = bob.get(path(room, "/messages?dir=b&limit=100")).ok();
        assertThat(bodies(page, "chunk")).containsExactly("seen");
        assertThat(types(page, "chunk").getFirst()).isEqualTo("m.room.member");
        Answer state = bob.get(path(room, "/state")).ok();
        assertThat(state.body()).doesNotContain("late").contains("\"leave\"");
    }

    @Test
    @Tag("CS-ROOM-18")
    void changesOfTheVisibilityAreSeenFromBothSides() {
        String room = room("world_readable");
        alice.sendText(room, "open");
        set(room, "joined");
        alice.sendText(room, "closed");
        set(room, "world_readable");
        Answer page = bob.get(path(room, "/messages?dir=b&limit=100")).ok();
        assertThat(bodies(page, "chunk")).containsExactly("open");
        assertThat(types(page, "chunk").stream().filter("m.room.history_visibility"::equals))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    @Tag("CS-ROOM-12")
    void aForgottenRoomIsClosedToWhoForgotIt() {
        String room = room("shared");
        alice.invite(room, bob.userId()).ok();
        bob.join(room).ok();
        bob.leave(room).ok();
        assertThat(bob.get(path(room, "/messages?dir=b")).status()).isEqualTo(200);
        bob.post(path(room, "/forget"), "{}").ok();
        for (String what : List.of("/messages?dir=b", "/state", "/members")) {
            assertThat(bob.get(path(room, what)).errcode()).as(what).isEqualTo("M_FORBIDDEN");
        }
    }

    @Test
    @Tag("CS-DATA-03")
    void messagesOfIgnoredUsersAreLeftOutButNotTheirState() {
        String room = room("shared");
        TestClient carol = heddle.user("carol");
        alice.invite(room, carol.userId()).ok();
        carol.join(room).ok();
        carol.sendText(room, "noise");
        alice.sendText(room, "signal");
        alice.put(
                        "/_matrix/client/v3/user/"
                                + enc(alice.userId())
                                + "/account_data/m.ignored_user_list",
                        "{\"ignored_users\":{\"" + carol.userId() + "\":{}}}")
                .ok();
        Answer page = alice.get(path(room, "/messages?dir=b&limit=100")).ok();
        assertThat(bodies(page, "chunk")).containsExactly("signal");
        assertThat(page.body()).contains(carol.userId());
        alice.put(
                        "/_matrix/client/v3/user/"
                                + enc(alice.userId())
                                + "/account_data/m.ignored_user_list",
                        "{\"ignored_users\":{}}")
                .ok();
        assertThat(bodies(alice.get(path(room, "/messages?dir=b&limit=100")).ok(), "chunk"))
                .containsExactly("signal", "noise");
    }

    private static String room(String visibility) {
        String room = alice.createRoom("{\"preset\":\"private_chat\"}");
        set(room, visibility);
        return room;
    }

    private static void set(String room, String visibility) {
        alice.sendState(
                room,
                "m.room.history_visibility",
                "",
                Json.object().put("history_visibility", visibility));
    }
}
