package io.heddle.events.room;

import static io.heddle.events.room.WriterFixture.ALICE;
import static io.heddle.events.room.WriterFixture.BOB;
import static io.heddle.events.room.WriterFixture.member;
import static io.heddle.events.room.WriterFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.call.EventDraft;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.RoomState;
import io.heddle.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoomWriterTest {
    private static TestDatabase database;
    private static WriterFixture heddle;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        heddle = new WriterFixture(database, "main");
    }

    @AfterAll
    static void stop() {
        heddle.close();
        database.close();
    }

    static List<RoomVersion> versions() {
        return RoomVersions.ALL;
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Tag("CS-ROOM-03")
    void everyRoomVersionTakesEventsInOrder(RoomVersion version) {
        RoomId room = heddle.room(version);
        List<EventId> sent = new ArrayList<>();
        heddle.send(room, member(BOB, "join"));
        for (int i = 0; i < 5; i++) {
            sent.add(heddle.send(room, text(BOB, "message " + i)));
        }
        List<String> stored =
                heddle.jdbc
                        .sql(
                                "SELECT event_id FROM events WHERE room_nid = ? AND type = 'm.room.message' ORDER BY room_pos")
                        .param(heddle.nid(room))
                        .query(String.class)
                        .list();
        assertThat(stored).containsExactlyElementsOf(sent.stream().map(EventId::value).toList());
        Pdu last = heddle.event(sent.getLast());
        assertThat(last.prevEvents()).containsExactly(sent.get(3));
        assertThat(last.depth()).isEqualTo(heddle.event(sent.get(3)).depth() + 1);
        assertThat(last.roomId()).isEqualTo(room);
    }

    @Test
    void roomsThatAUserMakesInTheSameMillisecondAreTwo() {
        RoomVersion version = RoomVersions.find("12").orElseThrow();
        List<EventDraft> drafts =
                List.of(
                        EventDraft.state(ALICE, "m.room.create", "", Json.object()).at(5L),
                        member(ALICE, "join"));
        RoomId one = heddle.writer().create(version, WriterFixture.wanted(), drafts);
        RoomId other = heddle.writer().create(version, WriterFixture.wanted(), drafts);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    @Tag("CS-ROOM-03")
    void stateCanBeReadAtEveryPlaceOfTheTimeline() {
        RoomId room = heddle.room();
        long nid = heddle.nid(room);
        List<Long> places = new ArrayList<>();
        for (String name : List.of("one", "two", "three")) {
            heddle.send(room, name(name));
            places.add(position(room));
            heddle.send(room, text(ALICE, "in between"));
        }
        RoomState state = heddle.bean(RoomState.class);
        StateKey key = new StateKey("m.room.name", "");
        for (int i = 0; i < 3; i++) {
            String expected = List.of("one", "two", "three").get(i);
            assertThat(nameAt(state, nid, places.get(i), key)).isEqualTo(expected);
            assertThat(nameAt(state, nid, places.get(i) + 1, key)).isEqualTo(expected);
        }
        assertThat(state.at(nid, places.getFirst() - 1, List.of(key))).isEmpty();
        assertThat(state.current(nid, key).orElseThrow().content().path("name").asString())
                .isEqualTo("three");
        assertThat(state.currentAll(nid)).hasSize(5);
    }

    @Test
    void severalChangesOfOneEntryInOneWriteLeaveOneIntervalEach() {
        RoomId room = heddle.room();
        heddle.writer().sendAll(room, List.of(name("a"), name("b"), name("c")));
        List<String> intervals =
                heddle.jdbc
                        .sql(
                                "SELECT from_pos || '-' || CASE WHEN to_pos = 9223372036854775807 THEN 'open' ELSE to_pos::text END"
                                        + " FROM room_state WHERE room_nid = ? AND type = 'm.room.name' ORDER BY from_pos")
                        .param(heddle.nid(room))
                        .query(String.class)
                        .list();
        assertThat(intervals).containsExactly("5-6", "6-7", "7-open");
    }

    @Test
    void membershipsFollowTheEvents() {
        RoomId room = heddle.room();
        heddle.send(room, member(BOB, "join"));
        heddle.send(
                room,
                EventDraft.state(
                        BOB,
                        "m.room.member",
                        BOB.value(),
                        Json.object()
                                .put("membership", "join")
                                .put("displayname", "Bo\0b")
                                .put("avatar_url", "mxc://x/y")));
        Membership bob = heddle.bean(Memberships.class).find(BOB, heddle.nid(room)).orElseThrow();
        assertThat(bob.membership()).isEqualTo("join");
        assertThat(bob.displayName()).isEqualTo("Bo\uFFFDb");
        assertThat(bob.avatarUrl()).isEqualTo("mxc://x/y");
        heddle.send(room, member(BOB, "leave"));
        assertThat(changes(room, BOB.value())).containsExactly("join", "leave");
        assertThatThrownBy(() -> heddle.send(room, text(BOB, "still here?")))
                .isInstanceOfSatisfying(
                        MatrixException.class,
                        e -> assertThat(e.errcode()).isEqualTo("M_FORBIDDEN"));
    }

    @Test
    @Tag("CS-ROOM-20")
    void aSecondCreateEventIsRefused() {
        RoomId room = heddle.room();
        assertStatus(
                403,
                () ->
                        heddle.send(
                                room, EventDraft.state(ALICE, "m.room.create", "", Json.object())));
    }

    @Test
    @Tag("CS-ROOM-20")
    void stateKeysOfOthersAreRefused() {
        RoomId room = heddle.room();
        heddle.send(room, member(BOB, "join"));
        assertStatus(
                403,
                () ->
                        heddle.send(
                                room,
                                EventDraft.state(
                                        ALICE, "org.example.x", BOB.value(), Json.object())));
        heddle.send(room, EventDraft.state(ALICE, "org.example.x", ALICE.value(), Json.object()));
    }

    @Test
    @Tag("CS-API-11")
    @Tag("CS-ROOM-20")
    void oversizedEventsAndFieldsAreRefused() {
        RoomId room = heddle.room();
        assertStatus(413, () -> heddle.send(room, text(ALICE, "x".repeat(65_536))));
        assertStatus(
                413,
                () -> heddle.send(room, EventDraft.message(ALICE, "t".repeat(256), Json.object())));
        assertStatus(
                413,
                () ->
                        heddle.send(
                                room,
                                EventDraft.state(
                                        ALICE, "org.example.x", "ö".repeat(128), Json.object())));
        heddle.send(room, text(ALICE, "x".repeat(60_000)));
    }

    @Test
    void floatsAndZeroCharactersAreRefused() {
        RoomId room = heddle.room();
        assertStatus(
                400,
                () ->
                        heddle.send(
                                room,
                                EventDraft.message(
                                        ALICE, "org.example.x", Json.object().put("x", 0.5))));
        assertStatus(
                400, () -> heddle.send(room, EventDraft.message(ALICE, "a\0b", Json.object())));
    }

    @Test
    void theSameStateAgainIsTheSameEvent() {
        RoomId room = heddle.room();
        EventId first = heddle.send(room, name("same"));
        assertThat(heddle.send(room, name("same"))).isEqualTo(first);
        heddle.send(room, name("other"));
        assertThat(heddle.send(room, name("same"))).isNotEqualTo(first);
    }

    @Test
    void anUnknownRoomIsNotFound() {
        assertStatus(
                404, () -> heddle.send(RoomId.parse("!nowhere:heddle.test"), text(ALICE, "hi")));
    }

    @Test
    void manyEventsAreAllStoredOrNone() {
        RoomId room = heddle.room();
        long before = position(room);
        assertStatus(
                403,
                () -> heddle.writer().sendAll(room, List.of(name("x"), text(BOB, "not a member"))));
        assertThat(position(room)).isEqualTo(before);
        assertThat(heddle.bean(RoomState.class).current(heddle.nid(room), NAME)).isEmpty();
        heddle.send(room, text(ALICE, "goes on"));
        assertThat(position(room)).isEqualTo(before + 1);
    }

    @Test
    void aRoomThatCannotBeMadeLeavesNoTrace() {
        RoomId wanted = WriterFixture.wanted();
        assertStatus(
                403,
                () ->
                        heddle.writer()
                                .create(
                                        RoomVersions.V11,
                                        wanted,
                                        List.of(
                                                EventDraft.state(
                                                        ALICE, "m.room.create", "", Json.object()),
                                                member(BOB, "join"))));
        assertStatus(404, () -> heddle.send(wanted, text(ALICE, "hi")));
    }

    @Test
    void aPreparedEventIsNotSent() {
        RoomId room = heddle.room();
        long before = position(room);
        Pdu template = heddle.writer().prepare(room, member(BOB, "join"));
        assertThat(template.membership()).isEqualTo("join");
        assertThat(position(room)).isEqualTo(before);
        assertThat(heddle.bean(Memberships.class).find(BOB, heddle.nid(room))).isEmpty();
    }

    private static final StateKey NAME = new StateKey("m.room.name", "");

    private static EventDraft name(String name) {
        return EventDraft.state(ALICE, "m.room.name", "", Json.object().put("name", name));
    }

    private static String nameAt(RoomState state, long nid, long position, StateKey key) {
        return state.at(nid, position, List.of(key)).get(key).content().path("name").asString();
    }

    private static long position(RoomId room) {
        return heddle.jdbc
                .sql("SELECT max(room_pos) FROM events WHERE room_nid = ?")
                .param(heddle.nid(room))
                .query(Long.class)
                .single();
    }

    private static List<String> changes(RoomId room, String user) {
        return heddle.jdbc
                .sql(
                        "SELECT membership FROM membership_changes WHERE room_nid = ? AND user_id = ? ORDER BY event_nid")
                .params(heddle.nid(room), user)
                .query(String.class)
                .list();
    }

    private static void assertStatus(
            int status, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MatrixException.class, e -> assertThat(e.status()).isEqualTo(status));
    }
}
