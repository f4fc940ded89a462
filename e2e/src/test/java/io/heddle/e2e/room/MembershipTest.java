package io.heddle.e2e.room;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final String V3 = "/_matrix/client/v3";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    private static Answer act(TestClient client, String room, String action, TestClient target) {
        return client.post(
                V3 + "/rooms/" + enc(room) + "/" + action,
                "{\"user_id\":\"" + target.userId() + "\",\"reason\":\"because\"}");
    }

    private static String membership(TestClient reader, String room, TestClient of) {
        return reader.get(V3 + "/rooms/" + enc(room) + "/state/m.room.member/" + enc(of.userId()))
                .text("membership");
    }

    @Test
    @Tag("CS-ROOM-08")
    void a_public_room_is_joined_by_id_and_by_alias() {
        String alias = "join" + System.nanoTime();
        String room =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"room_alias_name\":\"" + alias + "\"}");
        TestClient carol = server.user("carol");

        assertThat(bob.join(room).ok().text("room_id")).isEqualTo(room);
        assertThat(carol.join("#" + alias + ":" + HeddleServer.NAME).ok().text("room_id"))
                .isEqualTo(room);
        assertThat(bob.join(room).status()).isEqualTo(200);
        assertThat(bob.post(V3 + "/rooms/" + enc(room) + "/join", "{}").status()).isEqualTo(200);
        assertThat(bob.join("!nowhere:" + HeddleServer.NAME).errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(bob.join("#nowhere:" + HeddleServer.NAME).errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(bob.join("nonsense").status()).isEqualTo(400);
    }

    @Test
    @Tag("CS-ROOM-09")
    void invite_kick_ban_and_unban_go_their_ways() {
        String room = alice.createRoom("{}");
        assertThat(bob.join(room).errcode()).isEqualTo("M_FORBIDDEN");
        assertThat(alice.invite(room, bob.userId()).status()).isEqualTo(200);
        assertThat(alice.invite(room, bob.userId()).status()).isEqualTo(200);
        bob.join(room).ok();
        assertThat(alice.invite(room, bob.userId()).errcode()).isEqualTo("M_FORBIDDEN");
        assertThat(act(bob, room, "kick", alice).errcode()).isEqualTo("M_FORBIDDEN");

        act(alice, room, "kick", bob).ok();
        assertThat(membership(alice, room, bob)).isEqualTo("leave");
        assertThat(act(alice, room, "kick", bob).errcode()).isEqualTo("M_FORBIDDEN");
        assertThat(act(alice, room, "unban", bob).errcode()).isEqualTo("M_FORBIDDEN");

        act(alice, room, "ban", bob).ok();
        assertThat(membership(alice, room, bob)).isEqualTo("ban");
        assertThat(bob.join(room).errcode()).isEqualTo("M_FORBIDDEN");
        act(alice, room, "unban", bob).ok();
        assertThat(membership(alice, room, bob)).isEqualTo("leave");
        Answer event =
                alice.get(
                        V3
                                + "/rooms/"
                                + enc(room)
                                + "/state/m.room.member/"
                                + enc(bob.userId())
                                + "?format=event");
        assertThat(event.text("/content/reason")).isEqualTo("because");
    }

    @Test
    @Tag("CS-ROOM-09")
    void leaving_twice_is_fine_and_leaving_what_one_was_never_in_is_not() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        assertThat(bob.leave(room).status()).isEqualTo(403);
        bob.join(room).ok();
        bob.leave(room).ok();
        bob.leave(room).ok();
        assertThat(bob.leave("!nowhere:" + HeddleServer.NAME).status()).isEqualTo(404);
    }

    @Test
    @Tag("CS-ROOM-10")
    void a_knock_is_accepted_by_an_invite_and_taken_back_by_leaving() {
        String room =
                alice.createRoom(
                        """
                        {"initial_state":[{"type":"m.room.join_rules","content":{"join_rule":"knock"}}]}\
                        """);
        assertThat(
                        bob.post(V3 + "/knock/" + enc(room), "{\"reason\":\"let me in\"}")
                                .ok()
                                .text("room_id"))
                .isEqualTo(room);
        assertThat(membership(alice, room, bob)).isEqualTo("knock");
        bob.leave(room).ok();
        assertThat(membership(alice, room, bob)).isEqualTo("leave");
        bob.post(V3 + "/knock/" + enc(room), "{}").ok();
        alice.invite(room, bob.userId()).ok();
        bob.join(room).ok();

        String closed = alice.createRoom("{}");
        assertThat(server.user("carol").post(V3 + "/knock/" + enc(closed), "{}").errcode())
                .isEqualTo("M_FORBIDDEN");
    }

    @Test
    @Tag("CS-ROOM-11")
    void a_restricted_room_opens_to_members_of_the_named_space() {
        String space =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"creation_content\":{\"type\":\"m.space\"}}");
        String room =
                alice.createRoom(
                        """
                        {"initial_state":[{"type":"m.room.join_rules","content":{"join_rule":"restricted",
                         "allow":[{"type":"m.room_membership","room_id":"%s"}]}}]}\
                        """
                                .formatted(space));

        assertThat(bob.join(room).errcode()).isEqualTo("M_FORBIDDEN");
        bob.join(space).ok();
        bob.join(room).ok();

        Answer member =
                alice.get(V3 + "/rooms/" + enc(room) + "/state/m.room.member/" + enc(bob.userId()));
        assertThat(member.text("join_authorised_via_users_server")).isEqualTo(alice.userId());
    }

    @Test
    @Tag("CS-ROOM-12")
    void a_left_room_can_be_forgotten_and_its_history_goes() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        assertThat(bob.post(V3 + "/rooms/" + enc(room) + "/forget", "{}").status()).isEqualTo(400);
        bob.leave(room).ok();
        assertThat(bob.get(V3 + "/rooms/" + enc(room) + "/messages?dir=b").status()).isEqualTo(200);

        bob.post(V3 + "/rooms/" + enc(room) + "/forget", "{}").ok();

        assertThat(bob.get(V3 + "/rooms/" + enc(room) + "/messages?dir=b").status()).isEqualTo(403);
    }

    @Test
    @Tag("CS-DATA-04")
    void invites_are_refused_for_those_who_block_them() {
        bob.put(
                        V3
                                + "/user/"
                                + enc(bob.userId())
                                + "/account_data/m.invite_permission_config",
                        "{\"default_action\":\"block\"}")
                .ok();
        String room = alice.createRoom("{}");

        Answer refused = alice.invite(room, bob.userId());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errcode()).isEqualTo("M_INVITE_BLOCKED");
    }

    @Test
    @Tag("CS-MISC-12")
    void a_direct_chat_says_so_in_its_invites() {
        String room =
                alice.createRoom("{\"is_direct\":true,\"invite\":[\"" + bob.userId() + "\"]}");

        Answer member =
                alice.get(V3 + "/rooms/" + enc(room) + "/state/m.room.member/" + enc(bob.userId()));
        assertThat(member.at("is_direct").asBoolean()).isTrue();
    }

    @Test
    @Tag("CS-ROOM-08")
    void a_join_may_say_more_but_not_what_the_server_says() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.post(
                        V3 + "/join/" + enc(room),
                        "{\"test.seat\":4,\"membership\":\"ban\",\"kind\":\"guest\",\"displayname\":\"Zed\"}")
                .ok();
        Answer member =
                alice.get(V3 + "/rooms/" + enc(room) + "/state/m.room.member/" + enc(bob.userId()));
        assertThat(member.at("test.seat").asInt()).isEqualTo(4);
        assertThat(member.text("membership")).isEqualTo("join");
        assertThat(member.json().has("kind")).isFalse();
        assertThat(member.text("displayname")).isNotEqualTo("Zed");
    }
}
