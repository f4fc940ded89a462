package io.heddle.e2e.room;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradeTest {
    private static final String V3 = "/_matrix/client/v3";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    @ParameterizedTest
    @CsvSource({"9,11", "10,12", "12,11", "12,12"})
    @Tag("CS-ROOM-15")
    void an_upgrade_takes_state_aliases_and_bans_along_and_closes_the_old_room(
            String from, String to) {
        String alias = "up" + System.nanoTime();
        String room =
                alice.createRoom(
                        """
                        {"preset":"public_chat","name":"Old","room_version":"%s","room_alias_name":"%s"}\
                        """
                                .formatted(from, alias));
        bob.join(room).ok();
        TestClient carol = server.user("carol");
        alice.post(V3 + "/rooms/" + enc(room) + "/ban", "{\"user_id\":\"" + carol.userId() + "\"}")
                .ok();
        bob.put(
                        V3
                                + "/user/"
                                + enc(bob.userId())
                                + "/rooms/"
                                + enc(room)
                                + "/tags/m.favourite",
                        "{\"order\":0.5}")
                .ok();

        assertThat(
                        bob.post(
                                        V3 + "/rooms/" + enc(room) + "/upgrade",
                                        "{\"new_version\":\"" + to + "\"}")
                                .status())
                .isEqualTo(403);
        String next =
                alice.post(
                                V3 + "/rooms/" + enc(room) + "/upgrade",
                                "{\"new_version\":\"" + to + "\"}")
                        .ok()
                        .text("replacement_room");

        String state = V3 + "/rooms/" + enc(next) + "/state/";
        assertThat(alice.get(state + "m.room.create").ok().text("/predecessor/room_id"))
                .isEqualTo(room);
        assertThat(alice.get(state + "m.room.create").ok().text("/predecessor/event_id"))
                .startsWith("$");
        assertThat(alice.get(state + "m.room.name").ok().text("name")).isEqualTo("Old");
        assertThat(
                        alice.get(state + "m.room.member/" + enc(carol.userId()))
                                .ok()
                                .text("membership"))
                .isEqualTo("ban");
        assertThat(
                        alice.get(V3 + "/rooms/" + enc(room) + "/state/m.room.tombstone")
                                .ok()
                                .text("replacement_room"))
                .isEqualTo(next);
        assertThat(
                        alice.get(
                                        V3
                                                + "/directory/room/"
                                                + enc("#" + alias + ":" + HeddleServer.NAME))
                                .ok()
                                .text("room_id"))
                .isEqualTo(next);
        assertThat(
                        bob.put(
                                        V3 + "/rooms/" + enc(room) + "/send/m.room.message/x",
                                        "{\"body\":\"still?\",\"msgtype\":\"m.text\"}")
                                .errcode())
                .isEqualTo("M_FORBIDDEN");
        bob.join(next).ok();
        assertThat(
                        bob.get(V3 + "/user/" + enc(bob.userId()) + "/rooms/" + enc(next) + "/tags")
                                .ok()
                                .at("/tags/m.favourite/order")
                                .asDouble())
                .isEqualTo(0.5);
    }

    @Test
    @Tag("CS-ROOM-15")
    void an_unknown_version_is_refused() {
        String room = alice.createRoom("{}");
        assertThat(
                        alice.post(
                                        V3 + "/rooms/" + enc(room) + "/upgrade",
                                        "{\"new_version\":\"99\"}")
                                .errcode())
                .isEqualTo("M_UNSUPPORTED_ROOM_VERSION");
    }

    @Test
    @Tag("CS-ROOM-15")
    @Tag("CS-MISC-05")
    void a_room_without_guest_access_is_closed_to_guests_in_so_many_words() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String next =
                alice.post(V3 + "/rooms/" + enc(room) + "/upgrade", "{\"new_version\":\"11\"}")
                        .ok()
                        .text("replacement_room");
        assertThat(
                        alice.get(V3 + "/rooms/" + enc(next) + "/state/m.room.guest_access")
                                .ok()
                                .text("guest_access"))
                .isEqualTo("forbidden");
    }

    @Test
    @Tag("CS-ROOM-15")
    void what_users_attached_to_the_room_follows_them_the_one_who_upgrades_included() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        for (TestClient user : new TestClient[] {alice, bob}) {
            user.put(own(user) + "/rooms/" + enc(room) + "/tags/u.work", "{\"order\":0.1}").ok();
            user.put(own(user) + "/account_data/m.direct", "{\"@x:y\":[\"" + room + "\"]}").ok();
            user.put(rule("room", room), "{\"actions\":[\"notify\"]}").ok();
            user.put(
                            rule("override", "quiet"),
                            "{\"actions\":[],\"conditions\":[{\"kind\":\"event_match\",\"key\":\"room_id\",\"pattern\":\""
                                    + room
                                    + "\"}]}")
                    .ok();
        }
        String next =
                alice.post(V3 + "/rooms/" + enc(room) + "/upgrade", "{\"new_version\":\"11\"}")
                        .ok()
                        .text("replacement_room");
        bob.join(next).ok();
        for (TestClient user : new TestClient[] {alice, bob}) {
            assertThat(
                            user.get(own(user) + "/rooms/" + enc(next) + "/tags")
                                    .ok()
                                    .at("/tags")
                                    .has("u.work"))
                    .isTrue();
            assertThat(user.get(own(user) + "/account_data/m.direct").ok().body()).contains(next);
            assertThat(user.get(rule("room", next)).ok().text("/actions/0")).isEqualTo("notify");
            assertThat(
                            user.get(rule("override", "quiet_" + next))
                                    .ok()
                                    .text("/conditions/0/pattern"))
                    .isEqualTo(next);
            assertThat(user.get(rule("room", room)).status()).isEqualTo(200);
        }
    }

    @Test
    @Tag("CS-ROOM-15")
    @Tag("CS-ROOM-17")
    void a_moderator_who_upgrades_stays_a_moderator() {
        String room =
                alice.createRoom(
                        """
                        {"preset":"public_chat","room_version":"11","power_level_content_override":
                         {"events":{"m.room.tombstone":50},"users":{"%s":100,"%s":50}}}\
                        """
                                .formatted(alice.userId(), bob.userId()));
        bob.join(room).ok();
        String next =
                bob.post(V3 + "/rooms/" + enc(room) + "/upgrade", "{\"new_version\":\"11\"}")
                        .ok()
                        .text("replacement_room");
        var users =
                bob.get(V3 + "/rooms/" + enc(next) + "/state/m.room.power_levels").ok().at("users");
        assertThat(users.path(bob.userId()).asInt()).isEqualTo(50);
        assertThat(users.path(alice.userId()).asInt()).isEqualTo(100);
    }

    private static String own(TestClient user) {
        return V3 + "/user/" + enc(user.userId());
    }

    private static String rule(String kind, String id) {
        return V3 + "/pushrules/global/" + kind + "/" + enc(id);
    }
}
