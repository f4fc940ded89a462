package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthAssertions.allowed;
import static io.heddle.protocol.auth.AuthAssertions.allowedIf;
import static io.heddle.protocol.auth.AuthAssertions.denied;
import static io.heddle.protocol.auth.AuthAssertions.versions;
import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;

import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("RV-14")
class PowerLevelRulesTest {
    private static final String TYPE = "m.room.power_levels";
    private static final List<String> NAMED =
            List.of(
                    "users_default",
                    "events_default",
                    "state_default",
                    "ban",
                    "redact",
                    "kick",
                    "invite");

    static List<RoomVersion> all() {
        return RoomVersions.ALL;
    }

    /// Bob is at 50 and may change power levels; everything is at most 50 but what the tests add.
    private static Branch room(RoomVersion version, String current) {
        RoomDag dag = RoomDag.created(version, ALICE, "public");
        Branch room = dag.trunk();
        room.join(BOB);
        room.force(ALICE, TYPE, "", current);
        return room;
    }

    private static AuthResult change(RoomVersion version, String current, String next) {
        return room(version, current).check(BOB, TYPE, "", next);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aNamedLevelIsChangedUpToTheSendersLevel(RoomVersion version) {
        for (String name : NAMED.subList(1, NAMED.size())) {
            String bob = "'users':{'@bob:two.test':50}";
            String atMost = "{'" + name + "':50," + bob + "}";
            String above = "{'" + name + "':51," + bob + "}";
            String none = "{" + bob + "}";
            allowed(change(version, none, atMost));
            allowed(change(version, atMost, none));
            denied(change(version, none, above));
            if (!name.equals("state_default")) {
                denied(change(version, above, none));
                denied(change(version, above, atMost));
                allowed(change(version, above, above));
            }
        }
    }

    /// In the order: the level of `m.custom` before and after, `-` where there is none.
    @ParameterizedTest
    @CsvSource({
        "-, 50, true",
        "-, 51, false",
        "50, -, true",
        "51, -, false",
        "51, 51, true",
        "51, 50, false",
        "20, 51, false",
        "20, 50, true",
        "50, -7, true"
    })
    void anEventLevelIsChangedUpToTheSendersLevel(String before, String after, boolean allowed) {
        for (RoomVersion version : all()) {
            allowedIf(allowed, change(version, with("events", before), with("events", after)));
        }
    }

    @ParameterizedTest
    @CsvSource({"-, 51, false", "51, -, false", "51, 50, false", "-, 50, true", "50, 20, true"})
    @Tag("RV-06")
    void notificationLevelsAreCheckedSinceVersion6(String before, String after, boolean allowed) {
        for (RoomVersion version : all()) {
            allowedIf(
                    allowed || !version.auth().limitsNotifications(),
                    change(version, with("notifications", before), with("notifications", after)));
        }
    }

    private static String with(String map, String level) {
        String entry = level.equals("-") ? "" : "'m.custom':" + level;
        return "{'users':{'@bob:two.test':50},'" + map + "':{" + entry + "}}";
    }

    /// Carol's level before and after, `-` where there is none.
    @ParameterizedTest
    @CsvSource({
        "-, 50, true",
        "-, 51, false",
        "49, 50, true",
        "49, -, true",
        "50, 49, false",
        "50, -, false",
        "51, 50, false",
        "50, 50, true",
        "60, 60, true",
        "0, -5, true"
    })
    void anotherUserIsChangedOnlyFromBelowAndOnlyUpToTheSendersLevel(
            String before, String after, boolean allowed) {
        for (RoomVersion version : all()) {
            allowedIf(allowed, change(version, carol(before), carol(after)));
        }
    }

    private static String carol(String level) {
        String entry = level.equals("-") ? "" : ",'@carol:three.test':" + level;
        return "{'users':{'@bob:two.test':50" + entry + "}}";
    }

    @ParameterizedTest
    @MethodSource("all")
    void aUserLowersButNeverRaisesThemselves(RoomVersion version) {
        String now = "{'users':{'@bob:two.test':50}}";
        allowed(change(version, now, "{'users':{'@bob:two.test':49}}"));
        allowed(change(version, now, "{'users':{}}"));
        allowed(change(version, now, "{}"));
        denied(change(version, now, "{'users':{'@bob:two.test':51}}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theFirstPowerLevelsMayBeAnything(RoomVersion version) {
        Branch room = RoomDag.bare(version, ALICE, "{}").start();
        room.join(ALICE);
        allowed(room.check(ALICE, TYPE, "", "{'ban':1000,'users':{'@bob:two.test':1000}}"));
        denied(room.check(ALICE, TYPE, "", "{'users':{'bob':1}}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void usersAreUserIdsWithLevels(RoomVersion version) {
        for (String users :
                List.of(
                        "[]",
                        "'x'",
                        "1",
                        "null",
                        "{'bob':1}",
                        "{'@bob':1}",
                        "{'@bob:two.test':null}",
                        "{'@bob:two.test':'x'}",
                        "{'@bob:two.test':true}",
                        "{'@bob:two.test':{}}")) {
            denied(
                    change(version, "{'users':{'@bob:two.test':50}}", "{'users':" + users + "}"),
                    "The users of power levels must be user IDs with levels");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'50'", "' 50 '", "'+50'", "'0050'", "'-50'"})
    @Tag("RV-17")
    @Tag("RV-10")
    void integersInStringsAreLevelsUpToVersion9(String level) {
        for (RoomVersion version : all()) {
            boolean strings = !version.auth().integerPowerLevels();
            String now = "{'users':{'@bob:two.test':50}}";
            allowedIf(
                    strings,
                    change(
                            version,
                            now,
                            "{'users':{'@bob:two.test':50,'@carol:three.test':" + level + "}}"));
            allowedIf(
                    strings,
                    change(version, now, "{'users':{'@bob:two.test':50},'ban':" + level + "}"));
            allowedIf(strings, change(version, now, with("events", level)));
            allowedIf(strings, change(version, now, with("notifications", level)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'5 0'", "'50.0'", "''", "'+'", "'--5'", "'0x10'", "'1_000'", "'fifty'"})
    @Tag("RV-17")
    void otherStringsAreNoLevels(String level) {
        for (RoomVersion version : all()) {
            String now = "{'users':{'@bob:two.test':50}}";
            denied(
                    change(
                            version,
                            now,
                            "{'users':{'@bob:two.test':50,'@carol:three.test':" + level + "}}"));
            denied(change(version, now, "{'users':{'@bob:two.test':50},'ban':" + level + "}"));
        }
    }

    @ParameterizedTest
    @CsvSource({"50.99, true", "5.0999E1, true", "51.0, false", "-7.5, true"})
    @Tag("RV-17")
    void floatsAreCutOffAtThePointWhereJsonMayHaveThem(String level, boolean allowed) {
        for (RoomVersion version : versions(1, 5)) {
            allowedIf(allowed, change(version, "{'users':{'@bob:two.test':50}}", carol(level)));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-17")
    void theSameLevelInAnotherFormIsNoChange(RoomVersion version) {
        if (!version.auth().integerPowerLevels()) {
            String now = "{'ban':'100','users':{'@bob:two.test':'50','@carol:three.test':' 070'}}";
            String same = "{'ban':100,'users':{'@bob:two.test':50,'@carol:three.test':70}}";
            allowed(change(version, now, same));
            allowed(change(version, same, now));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-10")
    void everyLevelIsAnIntegerSinceVersion10EvenInTheFirstPowerLevels(RoomVersion version) {
        Branch room = RoomDag.bare(version, ALICE, "{}").start();
        room.join(ALICE);
        boolean tolerant = !version.auth().integerPowerLevels();
        for (String value : List.of("'50'", "null", "true", "[]")) {
            for (String name : NAMED) {
                allowedIf(tolerant, room.check(ALICE, TYPE, "", "{'" + name + "':" + value + "}"));
            }
            allowedIf(tolerant, room.check(ALICE, TYPE, "", "{'events':{'a':" + value + "}}"));
            allowedIf(
                    tolerant,
                    room.check(ALICE, TYPE, "", "{'notifications':{'room':" + value + "}}"));
            allowedIf(tolerant, room.check(ALICE, TYPE, "", "{'events':" + value + "}"));
        }
        allowed(room.check(ALICE, TYPE, "", "{'other':'50'}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-12")
    void creatorsStandAbovePowerLevelsSinceVersion12(RoomVersion version) {
        boolean privileged = version.auth().privilegedCreators();
        RoomDag dag = RoomDag.bare(version, ALICE, "{'additional_creators':['@bob:two.test']}");
        Branch room = dag.start();
        room.join(ALICE);
        room.force(ALICE, TYPE, "", "{'users':{'@carol:three.test':100},'ban':1000000}");
        room.forceMember(BOB, BOB, "join");
        String reason = "The power level of a creator cannot be set";
        for (String creator : List.of(ALICE.value(), BOB.value())) {
            String content = "{'users':{'" + creator + "':0}}";
            if (privileged) {
                denied(room.check(ALICE, TYPE, "", content), reason);
            }
        }
        allowedIf(privileged, room.check(ALICE, TYPE, "", "{'ban':9007199254740991}"));
        allowedIf(privileged, room.check(BOB, TYPE, "", "{'users':{'@carol:three.test':1}}"));
        room.forceMember(CAROL, CAROL, "join");
        allowedIf(privileged, room.checkMember(BOB, CAROL, "ban"));
        allowedIf(!privileged, room.checkMember(CAROL, ALICE, "leave"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void onlyThePowerLevelsInForceCount(RoomVersion version) {
        Branch room = room(version, "{'users':{'@bob:two.test':50}}");
        room.drop(StateKey.POWER_LEVELS);
        room.forceMember(ALICE, ALICE, "join");
        allowed(room.check(ALICE, TYPE, "", "{'ban':101}"));
        denied(
                room.check(BOB, TYPE, "", "{'ban':1}"),
                "The sender may not send events of this type");
    }
}
