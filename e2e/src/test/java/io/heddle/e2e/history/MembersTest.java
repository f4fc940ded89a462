package io.heddle.e2e.history;

import static io.heddle.e2e.history.Rooms.path;
import static io.heddle.e2e.history.Rooms.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MembersTest {
    private static HeddleServer heddle;
    private static TestClient alice;
    private static TestClient bob;
    private static TestClient carol;
    private String room;

    @BeforeAll
    static void register() {
        heddle = HeddleServer.shared();
        alice = heddle.user("alice");
        bob = heddle.user("bob");
        carol = heddle.user("carol");
    }

    @BeforeEach
    void makeARoom() {
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
    }

    @Test
    @Tag("CS-ROOM-05")
    void membersAreListedByMembership() {
        alice.invite(room, carol.userId()).ok();
        assertThat(members(""))
                .containsExactlyInAnyOrder(alice.userId(), bob.userId(), carol.userId());
        assertThat(members("?membership=invite")).containsExactly(carol.userId());
        assertThat(members("?not_membership=invite"))
                .containsExactlyInAnyOrder(alice.userId(), bob.userId());
        assertThat(members("?membership=leave")).isEmpty();
    }

    @Test
    @Tag("CS-ROOM-05")
    void membersAreThoseOfThePlaceAskedFor() {
        String before = alice.get(path(room, "/messages?dir=b&limit=1")).ok().text("start");
        bob.leave(room).ok();
        carol.join(room).ok();
        assertThat(members("?membership=join&at=" + before))
                .containsExactlyInAnyOrder(alice.userId(), bob.userId());
        assertThat(members("?membership=join"))
                .containsExactlyInAnyOrder(alice.userId(), carol.userId());
    }

    @Test
    @Tag("CS-ROOM-05")
    void joinedMembersAreForMembers() {
        Answer joined = alice.get(path(room, "/joined_members")).ok();
        assertThat(joined.at("joined").propertyNames())
                .containsExactlyInAnyOrder(alice.userId(), bob.userId());
        assertThat(carol.get(path(room, "/joined_members")).errcode()).isEqualTo("M_FORBIDDEN");
        Answer rooms = bob.get("/_matrix/client/v3/joined_rooms").ok();
        assertThat(rooms.at("joined_rooms").valueStream().map(JsonNode::asString)).contains(room);
    }

    @Test
    @Tag("CS-ROOM-05")
    void theStateIsAListOfEvents() {
        Answer state = alice.get(path(room, "/state")).ok();
        List<String> types =
                StreamSupport.stream(state.json().spliterator(), false)
                        .map(event -> event.path("type").asString(""))
                        .toList();
        assertThat(types).contains("m.room.create", "m.room.power_levels", "m.room.join_rules");
        assertThat(types.stream().filter("m.room.member"::equals)).hasSize(2);
        assertThat(carol.get(path(room, "/state")).errcode()).isEqualTo("M_FORBIDDEN");
    }

    private List<String> members(String query) {
        Answer answer = alice.get(path(room, "/members" + query)).ok();
        assertThat(types(answer, "chunk")).allMatch("m.room.member"::equals);
        return answer.at("chunk")
                .valueStream()
                .map(event -> event.path("state_key").asString(""))
                .toList();
    }
}
