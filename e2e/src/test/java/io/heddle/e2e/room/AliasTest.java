package io.heddle.e2e.room;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AliasTest {
    private static final String V3 = "/_matrix/client/v3";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private final String alias = "#alias" + System.nanoTime() + ":" + HeddleServer.NAME;
    private final String path = V3 + "/directory/room/" + enc(alias);

    @Test
    @Tag("CS-ROOM-13")
    void an_alias_is_made_resolved_listed_and_deleted() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String target = "{\"room_id\":\"" + room + "\"}";

        assertThat(bob.put(path, target).status()).isEqualTo(403);
        alice.put(path, target).ok();
        assertThat(alice.put(path, target).status()).isEqualTo(409);
        assertThat(server.anonymous().get(path).ok().text("room_id")).isEqualTo(room);
        assertThat(
                        alice.get(V3 + "/rooms/" + enc(room) + "/aliases")
                                .ok()
                                .at("/aliases/0")
                                .asString())
                .isEqualTo(alias);
        assertThat(bob.delete(path).status()).isEqualTo(403);
        alice.delete(path).ok();
        assertThat(alice.get(path).errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(alice.delete(path).errcode()).isEqualTo("M_NOT_FOUND");
    }

    @Test
    @Tag("CS-ROOM-13")
    void a_canonical_alias_must_exist_and_point_to_the_room_and_goes_with_its_deletion() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String state = V3 + "/rooms/" + enc(room) + "/state/m.room.canonical_alias";

        assertThat(alice.put(state, "{\"alias\":\"" + alias + "\"}").errcode())
                .isEqualTo("M_BAD_ALIAS");
        alice.put(path, "{\"room_id\":\"" + room + "\"}").ok();
        alice.put(state, "{\"alias\":\"" + alias + "\"}").ok();
        alice.delete(path).ok();

        assertThat(alice.get(state).ok().json().has("alias")).isFalse();
    }

    @Test
    @Tag("CS-ROOM-14")
    void a_room_is_published_by_those_who_may() {
        String room =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"name\":\"published " + alias + "\"}");
        String list = V3 + "/directory/list/room/" + enc(room);
        bob.join(room).ok();

        assertThat(bob.get(list).ok().text("visibility")).isEqualTo("private");
        assertThat(bob.put(list, "{\"visibility\":\"public\"}").status()).isEqualTo(403);
        alice.put(list, "{\"visibility\":\"public\"}").ok();
        assertThat(bob.get(list).ok().text("visibility")).isEqualTo("public");
        assertThat(
                        bob.post(
                                        V3 + "/publicRooms",
                                        "{\"filter\":{\"generic_search_term\":\"published "
                                                + alias
                                                + "\"}}")
                                .ok()
                                .at("/chunk/0/room_id")
                                .asString())
                .isEqualTo(room);
    }
}
