package io.heddle.e2e.sync;

import static io.heddle.e2e.sync.SyncAssertions.bodies;
import static io.heddle.e2e.sync.SyncAssertions.filtered;
import static io.heddle.e2e.sync.SyncAssertions.find;
import static io.heddle.e2e.sync.SyncAssertions.joined;
import static io.heddle.e2e.sync.SyncAssertions.next;
import static io.heddle.e2e.sync.SyncAssertions.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SyncMembershipTest {
    private static final String INCLUDE_LEAVE = "{\"room\":{\"include_leave\":true}}";

    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    @Test
    @Tag("CS-SYNC-10")
    @Tag("CS-ROOM-19")
    void anInviteShowsStrippedStateOfTheRoom() {
        String since = next(bob.sync(null, 0).ok());
        String room =
                alice.createRoom(
                        "{\"name\":\"Secret\",\"topic\":\"t\",\"invite\":[\""
                                + bob.userId()
                                + "\"]}");

        Answer sync = bob.sync(since, 0).ok();
        JsonNode events = sync.at("/rooms/invite").path(room).at("/invite_state/events");
        assertThat(types(events))
                .contains("m.room.create", "m.room.name", "m.room.topic", "m.room.join_rules");
        JsonNode create = find(events, "m.room.create", "").orElseThrow();
        assertThat(create.path("content"))
                .isEqualTo(
                        alice.get(
                                        "/_matrix/client/v3/rooms/"
                                                + TestClient.enc(room)
                                                + "/state/m.room.create/")
                                .ok()
                                .json());
        assertThat(find(events, "m.room.member", alice.userId()))
                .hasValueSatisfying(inviter ->
                        assertThat(inviter.propertyNames())
                                .containsExactlyInAnyOrder(
                                        "type", "state_key", "sender", "content"));
        JsonNode own = find(events, "m.room.member", bob.userId()).orElseThrow();
        assertThat(own.at("/event_id").asString()).startsWith("$");
        assertThat(own.at("/origin_server_ts").asLong()).isPositive();
        assertThat(bob.sync(null, 0).ok().at("/rooms/invite").has(room)).isTrue();
        assertThat(bob.sync(next(sync), 0).ok().json().has("rooms")).isFalse();
    }

    @Test
    @Tag("CS-SYNC-10")
    @Tag("CS-ROOM-19")
    void aKnockShowsStrippedStateToo() {
        String room =
                alice.createRoom(
                        "{\"name\":\"Door\",\"initial_state\":[{\"type\":\"m.room.join_rules\","
                                + "\"state_key\":\"\",\"content\":{\"join_rule\":\"knock\"}}]}");
        String since = next(bob.sync(null, 0).ok());
        bob.post("/_matrix/client/v3/knock/" + TestClient.enc(room), "{}").ok();

        JsonNode events =
                bob.sync(since, 0).ok().at("/rooms/knock").path(room).at("/knock_state/events");
        assertThat(types(events)).contains("m.room.create", "m.room.name");
        assertThat(find(events, "m.room.member", bob.userId()))
                .hasValueSatisfying(own ->
                        assertThat(own.at("/content/membership").asString()).isEqualTo("knock"));
    }

    @Test
    @Tag("CS-SYNC-14")
    void aLeftRoomShowsOnceAndAForgottenOneNever() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        String since = next(bob.sync(null, 0).ok());
        alice.sendText(room, "while there");
        bob.leave(room).ok();
        alice.sendText(room, "after leaving");

        Answer sync = bob.sync(since, 0).ok();
        JsonNode left = sync.at("/rooms/leave").path(room);
        assertThat(bodies(left.at("/timeline/events"))).containsExactly("while there");
        assertThat(find(left.at("/timeline/events"), "m.room.member", bob.userId())).isPresent();
        assertThat(sync.at("/rooms/join").has(room)).isFalse();
        assertThat(bob.sync(next(sync), 0).ok().json().has("rooms")).isFalse();

        assertThat(filtered(bob, "", INCLUDE_LEAVE).at("/rooms/leave").has(room)).isTrue();
        bob.post("/_matrix/client/v3/rooms/" + TestClient.enc(room) + "/forget", "{}").ok();
        assertThat(filtered(bob, "", INCLUDE_LEAVE).at("/rooms/leave").has(room)).isFalse();
        assertThat(bob.sync(since, 0).ok().at("/rooms/leave").has(room)).isFalse();

        bob.join(room).ok();
        assertThat(bob.sync(next(sync), 0).ok().at("/rooms/join").has(room)).isTrue();
    }

    @Test
    @Tag("CS-SYNC-14")
    void whoIsRemovedOrUnbannedLearnsWhatTheyWereBefore() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        String about = "{\"user_id\":\"" + bob.userId() + "\"}";
        String since = next(bob.sync(null, 0).ok());
        alice.post("/_matrix/client/v3/rooms/" + TestClient.enc(room) + "/ban", about).ok();
        Answer banned = bob.sync(since, 0).ok();
        alice.post("/_matrix/client/v3/rooms/" + TestClient.enc(room) + "/unban", about).ok();

        assertThat(before(banned, room)).isEqualTo("join");
        assertThat(before(bob.sync(next(banned), 0).ok(), room)).isEqualTo("ban");
    }

    private String before(Answer sync, String room) {
        JsonNode timeline = sync.at("/rooms/leave").path(room).at("/timeline/events");
        return find(timeline, "m.room.member", bob.userId())
                .orElseThrow()
                .at("/unsigned/prev_content/membership")
                .asString();
    }

    @Test
    @Tag("CS-SYNC-14")
    void aRejectedInviteShowsNothingOfTheRoom() {
        String room = alice.createRoom("{\"invite\":[\"" + bob.userId() + "\"]}");
        String since = next(bob.sync(null, 0).ok());
        alice.sendText(room, "hidden");
        bob.leave(room).ok();

        JsonNode left = bob.sync(since, 0).ok().at("/rooms/leave").path(room);
        assertThat(types(left.at("/timeline/events"))).containsExactly("m.room.member");
        assertThat(left.at("/state/events").size()).isZero();
    }

    @Test
    @Tag("CS-SYNC-13")
    void historyFromBeforeTheJoinIsShownOnlyWhenItIsVisible() {
        String hidden =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"initial_state\":[{\"type\":\"m.room.history_visibility\","
                                + "\"state_key\":\"\",\"content\":{\"history_visibility\":\"joined\"}}]}");
        alice.sendText(hidden, "before");
        String since = next(bob.sync(null, 0).ok());
        bob.join(hidden).ok();
        alice.sendText(hidden, "after");

        JsonNode incremental = joined(bob.sync(since, 0).ok(), hidden).at("/timeline/events");
        assertThat(bodies(incremental)).containsExactly("after");
        assertThat(find(incremental, "m.room.member", bob.userId())).isPresent();
        JsonNode initial = joined(bob.sync(null, 0).ok(), hidden).at("/timeline/events");
        assertThat(bodies(initial)).containsExactly("after");
    }

    @Test
    @Tag("CS-SYNC-13")
    void ignoredUsersAreNotHeard() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        TestClient carol = server.user("carol");
        carol.join(room).ok();
        ignore(bob, alice.userId());
        String since = next(bob.sync(null, 0).ok());
        alice.sendText(room, "ignored");
        carol.sendText(room, "heard");
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "state passes"));
        String other = alice.createRoom("{\"invite\":[\"" + bob.userId() + "\"]}");

        Answer sync = bob.sync(since, 0).ok();
        JsonNode timeline = joined(sync, room).at("/timeline/events");
        assertThat(bodies(timeline)).containsExactly("heard");
        assertThat(types(timeline)).contains("m.room.topic");
        assertThat(sync.at("/rooms/invite").has(other)).isFalse();
    }

    private static void ignore(TestClient who, String whom) {
        ObjectNode list = Json.object();
        list.putObject("ignored_users").putObject(whom);
        who.put(
                        "/_matrix/client/v3/user/"
                                + TestClient.enc(who.userId())
                                + "/account_data/m.ignored_user_list",
                        list)
                .ok();
    }
}
