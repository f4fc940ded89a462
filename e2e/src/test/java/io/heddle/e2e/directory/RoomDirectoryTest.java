package io.heddle.e2e.directory;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RoomDirectoryTest {
    private static final String LIST = "/_matrix/client/v3/publicRooms";
    private static HeddleServer heddle;
    private static TestClient alice;
    private static TestClient bob;

    @BeforeAll
    static void register() {
        heddle = HeddleServer.shared();
        alice = heddle.user("alice");
        bob = heddle.user("bob");
    }

    @Test
    @Tag("CS-ROOM-14")
    void aRoomIsListedWhilePublished() {
        String word = word();
        String room = publish("Room of " + word, "");
        Answer found = search(word, "");
        assertThat(names(found)).containsExactly("Room of " + word);
        assertThat(found.at("/chunk/0/num_joined_members").asInt(0)).isEqualTo(1);
        assertThat(found.at("/chunk/0/world_readable").isBoolean()).isTrue();
        assertThat(found.at("/chunk/0/guest_can_join").isBoolean()).isTrue();
        bob.join(room).ok();
        assertThat(
                        search(word.toUpperCase(java.util.Locale.ROOT), "")
                                .at("/chunk/0/num_joined_members")
                                .asInt(0))
                .isEqualTo(2);
        String visibility = "/_matrix/client/v3/directory/list/room/" + enc(room);
        assertThat(heddle.anonymous().get(visibility).ok().text("visibility")).isEqualTo("public");
        alice.put(visibility, "{\"visibility\":\"private\"}").ok();
        assertThat(names(search(word, ""))).isEmpty();
        assertThat(alice.get(visibility).ok().text("visibility")).isEqualTo("private");
        assertThat(alice.get("/_matrix/client/v3/directory/list/room/!none:test.local").errcode())
                .isEqualTo("M_NOT_FOUND");
    }

    @Test
    @Tag("CS-ROOM-14")
    void roomsAreChosenByTypeAndComeInPages() {
        String word = word();
        publish(word + " plain", "");
        publish(word + " space", ",\"creation_content\":{\"type\":\"m.space\"}");
        publish(word + " other", "");
        assertThat(names(search(word, ",\"room_types\":[\"m.space\"]")))
                .containsExactly(word + " space");
        assertThat(names(search(word, ",\"room_types\":[null]"))).hasSize(2);
        Answer first = page(word, "");
        assertThat(first.at("chunk").size()).isEqualTo(2);
        assertThat(first.at("total_room_count_estimate").asInt(0)).isEqualTo(3);
        assertThat(first.at("prev_batch").isMissingNode()).isTrue();
        Answer second = page(word, first.text("next_batch"));
        assertThat(names(second)).hasSize(1).doesNotContainAnyElementsOf(names(first));
        assertThat(second.at("next_batch").isMissingNode()).isTrue();
        assertThat(names(page(word, second.text("prev_batch")))).isEqualTo(names(first));
        assertThat(alice.get(LIST + "?limit=1").ok().at("chunk").size()).isEqualTo(1);
        assertThat(alice.get(LIST + "?since=x").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(alice.post(LIST, "{\"limit\":-1}").errcode()).isEqualTo("M_INVALID_PARAM");
    }

    @Test
    @Tag("CS-ROOM-14")
    void anAliasLeadsToItsRoom() {
        String name = word();
        String room =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"room_alias_name\":\"" + name + "\"}");
        String alias = "#" + name + ":" + HeddleServer.NAME;
        Answer found =
                heddle.anonymous().get("/_matrix/client/v3/directory/room/" + enc(alias)).ok();
        assertThat(found.text("room_id")).isEqualTo(room);
        assertThat(found.at("/servers/0").asString("")).isEqualTo(HeddleServer.NAME);
        assertThat(
                        alice.get("/_matrix/client/v3/directory/room/" + enc("#no:test.local"))
                                .errcode())
                .isEqualTo("M_NOT_FOUND");
        assertThat(alice.get("/_matrix/client/v3/directory/room/nonsense").errcode())
                .isEqualTo("M_INVALID_PARAM");
        for (String prefix : List.of("v3", "unstable/org.matrix.msc2432")) {
            String path = "/_matrix/client/" + prefix + "/rooms/" + enc(room) + "/aliases";
            assertThat(alice.get(path).ok().at("/aliases/0").asString("")).isEqualTo(alias);
            assertThat(bob.get(path).errcode()).isEqualTo("M_FORBIDDEN");
        }
        Answer summary = bob.get("/_matrix/client/v1/room_summary/" + enc(alias)).ok();
        assertThat(summary.text("canonical_alias")).isEqualTo(alias);
    }

    @Test
    @Tag("CS-ROOM-21")
    void roomsSharedWithAnotherUserAreListed() {
        TestClient carol = heddle.user("carol");
        String shared = alice.createRoom("{\"preset\":\"public_chat\"}");
        alice.createRoom("{\"preset\":\"public_chat\"}");
        carol.join(shared).ok();
        String path = "/_matrix/client/v1/mutual_rooms?user_id=" + enc(carol.userId());
        Answer mutual = alice.get(path).ok();
        assertThat(mutual.at("joined").size()).isEqualTo(1);
        assertThat(mutual.at("/joined/0").asString("")).isEqualTo(shared);
        assertThat(mutual.at("count").asInt(0)).isEqualTo(1);
        assertThat(
                        alice.get(
                                        "/_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms?user_id="
                                                + enc(carol.userId()))
                                .ok()
                                .at("joined")
                                .size())
                .isEqualTo(1);
        carol.leave(shared).ok();
        assertThat(alice.get(path).ok().at("joined").size()).isZero();
        assertThat(carol.get(path).errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(alice.get(path + "&from=x").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(alice.get("/_matrix/client/v1/mutual_rooms").status()).isEqualTo(400);
    }

    @Test
    @Tag("CS-MISC-16")
    void communitiesAreEmpty() {
        assertThat(alice.get("/_matrix/client/r0/joined_groups").ok().at("groups").size()).isZero();
        String publicised = "/_matrix/client/r0/publicised_groups";
        assertThat(alice.get(publicised + "/" + enc(alice.userId())).ok().at("groups").isArray())
                .isTrue();
        assertThat(
                        alice.post(publicised, "{\"user_ids\":[\"" + alice.userId() + "\"]}")
                                .ok()
                                .at("users")
                                .path(alice.userId())
                                .isArray())
                .isTrue();
    }

    private static String word() {
        return "w" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String publish(String name, String more) {
        return alice.createRoom(
                "{\"preset\":\"public_chat\",\"visibility\":\"public\",\"name\":\""
                        + name
                        + "\""
                        + more
                        + "}");
    }

    private static Answer search(String term, String filter) {
        return alice.post(
                        LIST,
                        "{\"filter\":{\"generic_search_term\":\"" + term + "\"" + filter + "}}")
                .ok();
    }

    private static Answer page(String term, String since) {
        return alice.post(
                        LIST,
                        "{\"limit\":2,\"filter\":{\"generic_search_term\":\""
                                + term
                                + "\"}"
                                + (since.isEmpty() ? "" : ",\"since\":\"" + since + "\"")
                                + "}")
                .ok();
    }

    private static List<String> names(Answer answer) {
        return answer.at("chunk")
                .valueStream()
                .map(room -> room.path("name").asString(""))
                .toList();
    }
}
