package io.heddle.e2e.space;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class HierarchyTest {
    private static final String SPACE =
            "{\"preset\":\"public_chat\",\"name\":\"%s\",\"creation_content\":{\"type\":\"m.space\"}}";
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
    @Tag("CS-MISC-02")
    void aSpaceIsWalkedDepthFirstAndEveryRoomIsToldOnce() {
        String root = alice.createRoom(SPACE.formatted("root"));
        String sub = alice.createRoom(SPACE.formatted("sub"));
        String leaf = alice.createRoom("{\"preset\":\"public_chat\",\"name\":\"leaf\"}");
        String last = alice.createRoom("{\"preset\":\"public_chat\",\"name\":\"last\"}");
        child(root, last, "b", true);
        child(root, sub, "a", false);
        child(sub, leaf, null, true);
        child(sub, root, null, true);
        Answer all = bob.get(path(root, "")).ok();
        assertThat(names(all)).containsExactly("root", "sub", "leaf", "last");
        assertThat(all.at("next_batch").isMissingNode()).isTrue();
        JsonNode children = all.at("/rooms/0/children_state");
        assertThat(children.valueStream().map(c -> c.path("state_key").asString("")))
                .containsExactly(sub, last);
        assertThat(children.path(0).path("origin_server_ts").isNumber()).isTrue();
        assertThat(names(bob.get(path(root, "?max_depth=1")).ok()))
                .containsExactly("root", "sub", "last");
        assertThat(names(bob.get(path(root, "?suggested_only=true")).ok()))
                .containsExactly("root", "last");
    }

    @Test
    @Tag("CS-MISC-02")
    void aHierarchyComesInPages() {
        String root = alice.createRoom(SPACE.formatted("root"));
        for (int i = 0; i < 3; i++) {
            child(
                    root,
                    alice.createRoom("{\"preset\":\"public_chat\",\"name\":\"room " + i + "\"}"),
                    "" + i,
                    false);
        }
        Answer first = bob.get(path(root, "?limit=2")).ok();
        assertThat(names(first)).containsExactly("root", "room 0");
        String next = first.text("next_batch");
        Answer second = bob.get(path(root, "?limit=2&from=" + next)).ok();
        assertThat(names(second)).containsExactly("room 1", "room 2");
        assertThat(second.at("next_batch").isMissingNode()).isTrue();
        for (String bad :
                List.of(
                        "?from=" + next + "&max_depth=1",
                        "?from=" + next + "&suggested_only=true",
                        "?from=x",
                        "?limit=0",
                        "?max_depth=-1")) {
            Answer refused = bob.get(path(root, bad));
            assertThat(refused.status() + refused.errcode())
                    .as(bad)
                    .isEqualTo("400M_INVALID_PARAM");
        }
    }

    @Test
    @Tag("CS-MISC-02")
    @Tag("CS-MISC-03")
    void onlyRoomsThatOneMaySeeAreTold() {
        String root = alice.createRoom(SPACE.formatted("root"));
        String secret = alice.createRoom("{\"preset\":\"private_chat\",\"name\":\"secret\"}");
        String restricted =
                alice.createRoom(
                        """
                        {"preset":"private_chat","name":"restricted","initial_state":[
                          {"type":"m.room.join_rules","content":{"join_rule":"restricted",
                           "allow":[{"type":"m.room_membership","room_id":"%s"}]}},
                          {"type":"m.room.encryption","content":{"algorithm":"m.megolm.v1.aes-sha2"}}]}\
                        """
                                .formatted(root));
        child(root, secret, "a", false);
        child(root, restricted, "b", false);
        assertThat(names(alice.get(path(root, "")).ok()))
                .containsExactly("root", "secret", "restricted");
        assertThat(names(bob.get(path(root, "")).ok())).containsExactly("root");
        bob.join(root).ok();
        Answer member = bob.get(path(root, "")).ok();
        assertThat(names(member)).containsExactly("root", "restricted");
        JsonNode room = member.at("/rooms/1");
        assertThat(room.path("join_rule").asString("")).isEqualTo("restricted");
        assertThat(room.at("/allowed_room_ids/0").asString("")).isEqualTo(root);
        assertThat(room.path("encryption").asString("")).isEqualTo("m.megolm.v1.aes-sha2");
        assertThat(room.path("room_version").asString("")).isNotEmpty();
        assertThat(member.at("/rooms/0/room_type").asString("")).isEqualTo("m.space");
        alice.invite(secret, bob.userId()).ok();
        assertThat(names(bob.get(path(root, "")).ok()))
                .containsExactly("root", "secret", "restricted");
        Answer closed = heddle.user("carol").get(path(secret, ""));
        assertThat(closed.status() + closed.errcode()).isEqualTo("403M_FORBIDDEN");
    }

    @Test
    @Tag("CS-ROOM-16")
    void aRoomIsSummedUpForWhoMayJoinIt() {
        String room =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"name\":\"Open\",\"topic\":\"All things\"}");
        Answer open = heddle.anonymous().get(summary(room)).ok();
        assertThat(open.text("name")).isEqualTo("Open");
        assertThat(open.text("topic")).isEqualTo("All things");
        assertThat(open.text("join_rule")).isEqualTo("public");
        assertThat(open.at("num_joined_members").asInt(0)).isEqualTo(1);
        assertThat(open.at("membership").isMissingNode()).isTrue();
        assertThat(alice.get(summary(room)).ok().text("membership")).isEqualTo("join");
        assertThat(bob.get(summary(room)).ok().text("membership")).isEqualTo("leave");
        for (String old : List.of("summary/" + enc(room), "rooms/" + enc(room) + "/summary")) {
            assertThat(
                            bob.get("/_matrix/client/unstable/im.nheko.summary/" + old)
                                    .ok()
                                    .text("room_id"))
                    .isEqualTo(room);
        }
        String secret = alice.createRoom("{\"preset\":\"private_chat\"}");
        for (TestClient stranger : List.of(bob, heddle.anonymous())) {
            Answer refused = stranger.get(summary(secret));
            assertThat(refused.status() + refused.errcode()).isEqualTo("404M_NOT_FOUND");
        }
        assertThat(bob.get(summary("!unknown:test.local")).status()).isEqualTo(404);
    }

    private static void child(String space, String room, String order, boolean suggested) {
        ObjectNode content = Json.object().put("suggested", suggested);
        content.putArray("via").add(HeddleServer.NAME);
        if (order != null) {
            content.put("order", order);
        }
        alice.sendState(space, "m.space.child", room, content);
    }

    private static String path(String room, String query) {
        return "/_matrix/client/v1/rooms/" + enc(room) + "/hierarchy" + query;
    }

    private static String summary(String room) {
        return "/_matrix/client/v1/room_summary/" + enc(room);
    }

    private static List<String> names(Answer answer) {
        return answer.at("rooms")
                .valueStream()
                .map(room -> room.path("name").asString(""))
                .toList();
    }
}
