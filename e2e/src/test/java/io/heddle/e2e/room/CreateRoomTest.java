package io.heddle.e2e.room;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CreateRoomTest {
    private static final String V3 = "/_matrix/client/v3";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");

    private static JsonNode state(TestClient client, String room, String type, String key) {
        return client.get(V3 + "/rooms/" + enc(room) + "/state/" + type + "/" + enc(key))
                .ok()
                .json();
    }

    private static List<String> timeline(TestClient client, String room) {
        JsonNode chunk =
                client.get(V3 + "/rooms/" + enc(room) + "/messages?dir=f&limit=50")
                        .ok()
                        .at("chunk");
        return StreamSupport.stream(chunk.spliterator(), false)
                .map(event -> event.path("type").asString())
                .toList();
    }

    @Test
    @Tag("CS-ROOM-01")
    void a_room_begins_with_its_events_in_the_prescribed_order() {
        TestClient bob = server.user("bob");
        String alias = "order" + System.nanoTime();
        String room =
                alice.createRoom(
                        """
                        {"preset":"public_chat","name":"N","topic":"T","room_alias_name":"%s","invite":["%s"],
                         "initial_state":[{"type":"org.example.x","content":{"a":1}}]}\
                        """
                                .formatted(alias, bob.userId()));

        assertThat(timeline(alice, room))
                .containsExactly(
                        "m.room.create",
                        "m.room.member",
                        "m.room.power_levels",
                        "m.room.canonical_alias",
                        "m.room.join_rules",
                        "m.room.history_visibility",
                        "org.example.x",
                        "m.room.name",
                        "m.room.topic",
                        "m.room.member");
        assertThat(state(alice, room, "m.room.topic", "").path("topic").asString()).isEqualTo("T");
        assertThat(state(alice, room, "m.room.member", bob.userId()).path("membership").asString())
                .isEqualTo("invite");
        assertThat(
                        alice.get(
                                        V3
                                                + "/directory/room/"
                                                + enc("#" + alias + ":" + HeddleServer.NAME))
                                .ok()
                                .text("room_id"))
                .isEqualTo(room);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"})
    @Tag("RV-19")
    @Tag("RV-20")
    void every_room_version_can_be_created_and_used(String version) {
        String room =
                alice.createRoom(
                        "{\"room_version\":\"" + version + "\",\"preset\":\"public_chat\"}");
        TestClient bob = server.user("bob");

        bob.join(room).ok();
        String event = bob.sendText(room, "hello");

        assertThat(
                        alice.get(V3 + "/rooms/" + enc(room) + "/event/" + enc(event))
                                .ok()
                                .text("/content/body"))
                .isEqualTo("hello");
        assertThat(room.contains(":")).isEqualTo(!version.equals("12"));
    }

    @Test
    @Tag("CS-ROOM-01")
    void what_cannot_be_created_is_refused_with_its_own_error() {
        assertThat(alice.post(V3 + "/createRoom", "{\"room_version\":\"nope\"}").errcode())
                .isEqualTo("M_UNSUPPORTED_ROOM_VERSION");
        assertThat(alice.post(V3 + "/createRoom", "{\"visibility\":\"secret\"}").status())
                .isEqualTo(400);
        assertThat(alice.post(V3 + "/createRoom", "{\"preset\":\"nope\"}").status()).isEqualTo(400);
        assertThat(alice.post(V3 + "/createRoom", "{\"name\":5}").errcode())
                .isEqualTo("M_BAD_JSON");
        Answer badLevels =
                alice.post(
                        V3 + "/createRoom",
                        """
                        {"room_version":"11","power_level_content_override":{"users":{"%s":0},"state_default":50},"name":"x"}\
                        """
                                .formatted(alice.userId()));
        assertThat(badLevels.status()).isEqualTo(400);
        assertThat(badLevels.errcode()).isEqualTo("M_INVALID_ROOM_STATE");
    }

    @Test
    @Tag("CS-ROOM-01")
    void a_taken_alias_is_refused_and_nothing_is_left_behind() {
        String alias = "taken" + System.nanoTime();
        alice.createRoom("{\"room_alias_name\":\"" + alias + "\"}");
        int before = alice.get(V3 + "/joined_rooms").ok().at("joined_rooms").size();

        Answer again = alice.post(V3 + "/createRoom", "{\"room_alias_name\":\"" + alias + "\"}");

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.errcode()).isEqualTo("M_ROOM_IN_USE");
        assertThat(alice.get(V3 + "/joined_rooms").ok().at("joined_rooms").size())
                .isEqualTo(before);
    }

    @Test
    @Tag("CS-ROOM-02")
    void in_version_12_trusted_invitees_are_creators_and_the_tombstone_is_out_of_reach() {
        TestClient bob = server.user("bob");
        String room =
                alice.createRoom(
                        "{\"preset\":\"trusted_private_chat\",\"room_version\":\"12\",\"invite\":[\""
                                + bob.userId()
                                + "\"]}");

        JsonNode create = state(alice, room, "m.room.create", "");
        JsonNode levels = state(alice, room, "m.room.power_levels", "");

        assertThat(create.path("additional_creators").path(0).asString()).isEqualTo(bob.userId());
        assertThat(levels.path("users").has(alice.userId())).isFalse();
        assertThat(levels.path("events").path("m.room.tombstone").asInt()).isEqualTo(150);
    }

    @Test
    @Tag("CS-ROOM-17")
    void power_levels_decide_who_may_do_what() {
        TestClient bob = server.user("bob");
        String room = alice.createRoom("{\"preset\":\"public_chat\",\"room_version\":\"11\"}");
        bob.join(room).ok();
        String name = V3 + "/rooms/" + enc(room) + "/state/m.room.name";

        assertThat(bob.put(name, "{\"name\":\"mine\"}").errcode()).isEqualTo("M_FORBIDDEN");

        tools.jackson.databind.node.ObjectNode levels =
                (tools.jackson.databind.node.ObjectNode)
                        state(alice, room, "m.room.power_levels", "");
        ((tools.jackson.databind.node.ObjectNode) levels.path("users")).put(bob.userId(), 50);
        alice.sendState(room, "m.room.power_levels", "", levels);

        bob.put(name, "{\"name\":\"mine\"}").ok();
        ((tools.jackson.databind.node.ObjectNode) levels.path("users")).put(bob.userId(), 100);
        assertThat(
                        bob.put(V3 + "/rooms/" + enc(room) + "/state/m.room.power_levels", levels)
                                .errcode())
                .isEqualTo("M_FORBIDDEN");
    }
}
