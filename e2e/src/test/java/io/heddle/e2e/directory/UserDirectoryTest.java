package io.heddle.e2e.directory;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UserDirectoryTest {
    private static HeddleServer heddle;
    private static TestClient alice;
    private String name;
    private TestClient other;

    @BeforeAll
    static void register() {
        heddle = HeddleServer.shared();
        alice = heddle.user("alice");
    }

    @BeforeEach
    void anotherUser() {
        name = "n" + UUID.randomUUID().toString().substring(0, 8);
        other = heddle.user(name);
    }

    @Test
    @Tag("CS-PROF-05")
    void usersWhomOneSharesARoomWithAreFound() {
        assertThat(find(name)).isEmpty();
        String room = alice.createRoom("{\"preset\":\"private_chat\"}");
        alice.invite(room, other.userId()).ok();
        assertThat(find(name)).isEmpty();
        other.join(room).ok();
        assertThat(find(name)).containsExactly(other.userId());
        assertThat(find(name.substring(0, 5))).containsExactly(other.userId());
        assertThat(find(other.userId())).containsExactly(other.userId());
        other.leave(room).ok();
        assertThat(find(name)).isEmpty();
    }

    @Test
    @Tag("CS-PROF-05")
    void usersInPublicRoomsAreFoundUnderTheirPresentNames() {
        String room = other.createRoom("{\"preset\":\"public_chat\"}");
        assertThat(find(name)).containsExactly(other.userId());
        String display = "Zoë " + name.substring(1);
        other.put(
                        "/_matrix/client/v3/profile/" + enc(other.userId()) + "/displayname",
                        Json.object().put("displayname", display))
                .ok();
        Answer found = search("zoë " + name.substring(1), 10);
        assertThat(found.at("/results/0/display_name").asString("")).isEqualTo(display);
        other.sendState(room, "m.room.join_rules", "", Json.object().put("join_rule", "invite"));
        assertThat(find(name)).isEmpty();
        other.sendState(
                room,
                "m.room.history_visibility",
                "",
                Json.object().put("history_visibility", "world_readable"));
        assertThat(find(name)).containsExactly(other.userId());
    }

    @Test
    @Tag("CS-PROF-05")
    void namesThatResembleTheTermAreFoundAndListsAreLimited() {
        other.createRoom("{\"preset\":\"public_chat\"}");
        TestClient third = heddle.user(name);
        third.createRoom("{\"preset\":\"public_chat\"}");
        String misspelt = name.substring(0, 6) + "x" + name.substring(6);
        assertThat(find(misspelt)).contains(other.userId(), third.userId());
        Answer one = search(name, 1);
        assertThat(one.at("results").size()).isEqualTo(1);
        assertThat(one.at("limited").asBoolean(false)).isTrue();
        assertThat(search(name, 10).at("limited").asBoolean(true)).isFalse();
        assertThat(alice.post("/_matrix/client/v3/user_directory/search", "{}").errcode())
                .isEqualTo("M_MISSING_PARAM");
    }

    private static Answer search(String term, int limit) {
        return alice.post(
                        "/_matrix/client/v3/user_directory/search",
                        Json.object().put("search_term", term).put("limit", limit))
                .ok();
    }

    private static List<String> find(String term) {
        return search(term, 10)
                .at("results")
                .valueStream()
                .map(user -> user.path("user_id").asString(""))
                .toList();
    }

    @Test
    @Tag("CS-PROF-05")
    void searchersFindThemselvesWhereStrangersWould() {
        String own = alice.userId().substring(1, alice.userId().indexOf(':'));
        assertThat(find(own)).doesNotContain(alice.userId());
        alice.createRoom("{\"preset\":\"private_chat\"}");
        assertThat(find(own)).doesNotContain(alice.userId());
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        assertThat(find(own)).contains(alice.userId());
        alice.leave(room).ok();
        assertThat(find(own)).doesNotContain(alice.userId());
    }
}
