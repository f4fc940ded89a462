package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthAssertions.allowed;
import static io.heddle.protocol.auth.AuthAssertions.allowedIf;
import static io.heddle.protocol.auth.AuthAssertions.denied;
import static io.heddle.protocol.auth.AuthAssertions.versions;
import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.EventBuilder;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.RoomDag;
import io.heddle.protocol.rooms.TestServers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

@Tag("RV-14")
class CreateRulesTest {
    private static final AuthState NOTHING = key -> null;

    static List<RoomVersion> all() {
        return RoomVersions.ALL;
    }

    static List<RoomVersion> withServerInRoomId() {
        return versions(1, 11);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aCreateEventIsAllowedInEveryVersion(RoomVersion version) {
        allowed(EventAuthorizer.authorize(RoomDag.bare(version, ALICE, "{}").create(), NOTHING));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aCreateEventWithPreviousEventsIsDenied(RoomVersion version) {
        EventId previous =
                version.eventFormat().isHashed()
                        ? RoomDag.bare(version, ALICE, "{}").create().eventId()
                        : EventId.parse("$previous:one.test");
        Pdu create = build(builder(version, "!r:one.test", "{}").prevEvents(List.of(previous)));
        denied(
                EventAuthorizer.authorize(create, NOTHING),
                "A create event cannot have previous events");
    }

    @ParameterizedTest
    @MethodSource("withServerInRoomId")
    @Tag("RV-01")
    void theRoomIdIsOfTheCreatorsServerUpToVersion11(RoomVersion version) {
        denied(
                EventAuthorizer.authorize(build(builder(version, "!r:two.test", "{}")), NOTHING),
                "The room ID is of another server than the creator");
    }

    @Test
    @Tag("RV-12")
    void aCreateEventOfVersion12HasNoRoomId() {
        RoomVersion version = RoomVersions.V12;
        Pdu create = RoomDag.bare(version, ALICE, "{}").create();
        ObjectNode json = create.json().deepCopy();
        json.put("room_id", create.roomId().value());
        denied(
                EventAuthorizer.authorize(Pdu.trusted(create.eventId(), version, json), NOTHING),
                "The create event of this room version cannot have a room_id");
    }

    @ParameterizedTest
    @MethodSource("all")
    void theRoomVersionIsAKnownOneOrAbsent(RoomVersion version) {
        for (String value : List.of("'12'", "'1'", "'11'")) {
            allowed(authorize(version, "{'room_version':" + value + "}"));
        }
        for (String value : List.of("'13'", "''", "12", "null", "['1']", "'org.example.custom'")) {
            denied(
                    authorize(version, "{'room_version':" + value + "}"),
                    "The room version is not known");
        }
        allowed(authorize(version, "{}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-11")
    void theCreatorIsNamedUpToVersion10(RoomVersion version) {
        Pdu create = build(rawBuilder(version, "{}"));
        allowedIf(!version.auth().creatorInContent(), EventAuthorizer.authorize(create, NOTHING));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    []                                         | true
                    ['@bob:two.test']                          | true
                    ['@bob:two.test','@Carol/!:three.test:80'] | true
                    null                                       | false
                    '@bob:two.test'                            | false
                    {}                                         | false
                    [1]                                        | false
                    ['bob']                                    | false
                    ['@bob']                                   | false
                    ['@bob:two.test',null]                     | false
                    ['@bob:not a server']                      | false
                    """,
            quoteCharacter = '`')
    @Tag("RV-12")
    void additionalCreatorsOfVersion12AreUserIds(String value, boolean valid) {
        String content = "{'additional_creators':" + value + "}";
        allowedIf(valid, authorize(RoomVersions.V12, content));
        allowed(authorize(RoomVersions.V11, content));
    }

    @Test
    @Tag("RV-12")
    void anAdditionalCreatorIsNoLongerThanAUserIdMayBe() {
        String localpart = "b".repeat(255 - "@:two.test".length());
        allowed(
                authorize(
                        RoomVersions.V12,
                        "{'additional_creators':['@" + localpart + ":two.test']}"));
        denied(
                authorize(
                        RoomVersions.V12,
                        "{'additional_creators':['@b" + localpart + ":two.test']}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theCreatorJoinsDirectlyAfterTheCreateEventAndNobodyElseDoes(RoomVersion version) {
        RoomDag dag = RoomDag.bare(version, ALICE, "{}");
        allowed(dag.start().checkMember(ALICE, ALICE, "join"));
        denied(dag.start().checkMember(BOB, BOB, "join"));
    }

    @Test
    @Tag("RV-11")
    void theCreatorFieldSaysWhoTheCreatorIsUpToVersion10AndIsIgnoredSince() {
        for (RoomVersion version : all()) {
            Pdu create = build(rawBuilder(version, "{'creator':'@bob:two.test'}"));
            boolean byField = version.auth().creatorInContent();
            PowerLevels power = PowerLevels.of(null, create);
            assertThat(power.isCreator(BOB)).isEqualTo(byField);
            assertThat(power.isCreator(ALICE)).isEqualTo(!byField);
        }
    }

    private static AuthResult authorize(RoomVersion version, String content) {
        return EventAuthorizer.authorize(build(builder(version, "!r:one.test", content)), NOTHING);
    }

    private static EventBuilder builder(RoomVersion version, String room, String content) {
        ObjectNode json = RoomDag.json(content);
        json.put("creator", ALICE.value());
        return builder(version, room, json);
    }

    private static EventBuilder rawBuilder(RoomVersion version, String content) {
        return builder(version, "!r:one.test", RoomDag.json(content));
    }

    private static EventBuilder builder(RoomVersion version, String room, ObjectNode content) {
        return new EventBuilder(version)
                .type("m.room.create")
                .stateKey("")
                .sender(ALICE)
                .roomId(roomId(version, room))
                .content(content);
    }

    private static @Nullable RoomId roomId(RoomVersion version, String room) {
        return version.roomIdIsCreateHash() ? null : RoomId.parse(room);
    }

    private static Pdu build(EventBuilder builder) {
        return builder.build(ALICE.server(), TestServers.keyOf(ALICE.server()));
    }
}
