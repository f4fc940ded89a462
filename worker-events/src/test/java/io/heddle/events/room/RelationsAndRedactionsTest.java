package io.heddle.events.room;

import static io.heddle.events.room.WriterFixture.ALICE;
import static io.heddle.events.room.WriterFixture.BOB;
import static io.heddle.events.room.WriterFixture.member;
import static io.heddle.events.room.WriterFixture.related;
import static io.heddle.events.room.WriterFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.call.EventDraft;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.RoomState;
import io.heddle.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RelationsAndRedactionsTest {
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
    @Tag("CS-ROOM-04")
    void aRedactionNamesItsTargetWhereTheRoomVersionWantsIt(RoomVersion version) {
        RoomId room = heddle.room(version);
        EventId target = heddle.send(room, text(ALICE, "oops"));
        EventId other = heddle.send(room, text(ALICE, "oops again"));
        StoredEvent byEndpoint =
                stored(heddle.send(room, redaction(ALICE, Json.object()).redacting(target)));
        StoredEvent bySend =
                stored(
                        heddle.send(
                                room,
                                redaction(ALICE, Json.object().put("redacts", other.value()))));
        for (StoredEvent redaction : List.of(byEndpoint, bySend)) {
            assertThat(redaction.pdu().json().has("redacts"))
                    .isEqualTo(!version.redactsInContent());
            assertThat(redaction.pdu().content().has("redacts"))
                    .isEqualTo(version.redactsInContent());
        }
        assertThat(stored(target).redactedBy()).isEqualTo(byEndpoint.eventId());
        assertThat(stored(target).pdu().content()).isEmpty();
        assertThat(stored(other).redactedBy()).isEqualTo(bySend.eventId());
    }

    @Test
    @Tag("CS-ROOM-04")
    void whoMayNotRedactIsRefused() {
        RoomId room = heddle.room(RoomVersions.V11);
        EventId target = heddle.send(room, text(ALICE, "mine"));
        heddle.send(room, member(BOB, "join"));
        assertError(
                403,
                "M_FORBIDDEN",
                () -> heddle.send(room, redaction(BOB, Json.object()).redacting(target)));
        assertError(
                404,
                "M_NOT_FOUND",
                () ->
                        heddle.send(
                                room,
                                redaction(BOB, Json.object())
                                        .redacting(EventId.parse("$unknown"))));
        assertError(400, "M_BAD_JSON", () -> heddle.send(room, redaction(BOB, Json.object())));
        EventId own = heddle.send(room, text(BOB, "mine"));
        heddle.send(room, redaction(BOB, Json.object()).redacting(own));
        assertThat(stored(own).redactedBy()).isNotNull();
        assertThat(stored(target).redactedBy()).isNull();
    }

    @Test
    @Tag("CS-ROOM-04")
    void eventsOfOtherRoomsAndTheCreateEventCannotBeRedacted() {
        RoomId room = heddle.room(RoomVersions.V11);
        EventId elsewhere = heddle.send(heddle.room(), text(ALICE, "elsewhere"));
        assertError(
                400,
                "M_INVALID_PARAM",
                () -> heddle.send(room, redaction(ALICE, Json.object()).redacting(elsewhere)));
        EventId create =
                heddle.bean(RoomState.class)
                        .current(heddle.nid(room), StateKey.CREATE)
                        .orElseThrow()
                        .eventId();
        assertError(
                403,
                "M_FORBIDDEN",
                () -> heddle.send(room, redaction(ALICE, Json.object()).redacting(create)));
    }

    @Test
    void redactedStateAndProfilesAreGoneAtOnce() {
        RoomId room = heddle.room(RoomVersions.V11);
        EventId joined = heddle.send(room, member(BOB, "join"));
        heddle.send(room, redaction(ALICE, Json.object()).redacting(joined));
        assertThat(
                        heddle.bean(Memberships.class)
                                .find(BOB, heddle.nid(room))
                                .orElseThrow()
                                .displayName())
                .isNull();
        heddle.send(room, text(BOB, "still a member"));
        EventId again = heddle.send(room, member(BOB, "join"));
        assertThat(again).isNotEqualTo(joined);
    }

    @Test
    @Tag("CS-REL-04")
    void theSameAnnotationTwiceIsRefusedUntilTheFirstIsRedacted() {
        RoomId room = heddle.room();
        EventId parent = heddle.send(room, text(ALICE, "hello"));
        EventId first = heddle.send(room, reaction(ALICE, parent, "👍"));
        assertError(
                400,
                "M_DUPLICATE_ANNOTATION",
                () -> heddle.send(room, reaction(ALICE, parent, "👍")));
        heddle.send(room, reaction(ALICE, parent, "👎"));
        heddle.send(room, member(BOB, "join"));
        heddle.send(room, reaction(BOB, parent, "👍"));
        heddle.send(room, redaction(ALICE, Json.object()).redacting(first));
        heddle.send(room, reaction(ALICE, parent, "👍"));
    }

    @Test
    @Tag("CS-REL-04")
    void theSameAnnotationTwiceInOneWriteIsRefused() {
        RoomId room = heddle.room();
        EventId parent = heddle.send(room, text(ALICE, "hello"));
        assertError(
                400,
                "M_DUPLICATE_ANNOTATION",
                () ->
                        heddle.writer()
                                .sendAll(
                                        room,
                                        List.of(
                                                reaction(ALICE, parent, "👍"),
                                                reaction(ALICE, parent, "👍"))));
    }

    @Test
    @Tag("CS-REL-06")
    void aThreadCannotStartFromAnEventWithARelation() {
        RoomId room = heddle.room();
        EventId root = heddle.send(room, text(ALICE, "root"));
        EventId inThread =
                heddle.send(room, related(ALICE, "m.room.message", "m.thread", root, ""));
        assertError(
                400,
                "M_UNKNOWN",
                () ->
                        heddle.send(
                                room, related(ALICE, "m.room.message", "m.thread", inThread, "")));
        assertThat(stored(inThread).threadRoot()).isEqualTo(root);
        assertThat(stored(root).threadRoot()).isNull();
    }

    @Test
    void whatRelatesToAThreadWithinThreeHopsBelongsToIt() {
        RoomId room = heddle.room();
        EventId root = heddle.send(room, text(ALICE, "root"));
        EventId reply = heddle.send(room, related(ALICE, "m.room.message", "m.thread", root, ""));
        EventId one = heddle.send(room, related(ALICE, "x", "m.reference", reply, ""));
        EventId two = heddle.send(room, related(ALICE, "x", "m.reference", one, ""));
        EventId three = heddle.send(room, related(ALICE, "x", "m.reference", two, ""));
        EventId four = heddle.send(room, related(ALICE, "x", "m.reference", three, ""));
        assertThat(stored(one).threadRoot()).isEqualTo(root);
        assertThat(stored(three).threadRoot()).isEqualTo(root);
        assertThat(stored(four).threadRoot()).isNull();
        assertThat(stored(heddle.send(room, reaction(ALICE, root, "x"))).threadRoot()).isNull();
    }

    @Test
    void relationsStayWithinOneRoom() {
        RoomId room = heddle.room();
        EventId elsewhere = heddle.send(heddle.room(), text(ALICE, "elsewhere"));
        assertError(400, "M_UNKNOWN", () -> heddle.send(room, reaction(ALICE, elsewhere, "x")));
    }

    @Test
    @Tag("CS-ROOM-20")
    void malformedPowerLevelsAreRefused() {
        RoomId room = heddle.room(RoomVersions.V6);
        for (String levels :
                List.of(
                        "{\"ban\": \"50\"}",
                        "{\"users\": {\"@alice:heddle.test\": null}}",
                        "{\"users\": [1]}",
                        "{\"users\": {\"alice\": 100}}",
                        "{\"events\": {\"m.room.name\": 1.5}}")) {
            assertError(
                    400,
                    "M_BAD_JSON",
                    () ->
                            heddle.send(
                                    room,
                                    EventDraft.state(
                                            ALICE,
                                            "m.room.power_levels",
                                            "",
                                            Json.parseObject(levels))));
        }
    }

    private static EventDraft redaction(
            UserId sender, tools.jackson.databind.node.ObjectNode content) {
        return EventDraft.message(sender, "m.room.redaction", content);
    }

    private static EventDraft reaction(UserId sender, EventId parent, String key) {
        return related(sender, "m.reaction", "m.annotation", parent, key);
    }

    private static StoredEvent stored(EventId id) {
        return heddle.bean(Events.class).find(id).orElseThrow();
    }

    private static void assertError(
            int status,
            String errcode,
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MatrixException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(status);
                            assertThat(e.errcode()).isEqualTo(errcode);
                        });
    }
}
