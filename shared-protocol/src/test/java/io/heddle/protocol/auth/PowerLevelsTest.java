package io.heddle.protocol.auth;

import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;
import static io.heddle.protocol.rooms.RoomDag.DAVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.RoomDag;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("RV-14")
class PowerLevelsTest {
    static List<RoomVersion> all() {
        return RoomVersions.ALL;
    }

    private static PowerLevels levels(RoomVersion version, String content) {
        return PowerLevels.ofContent(RoomDag.json(content), create(version));
    }

    private static Pdu create(RoomVersion version) {
        return RoomDag.bare(version, ALICE, "{'additional_creators':['@bob:two.test']}").create();
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-12")
    void withoutPowerLevelsTheCreatorHas100OrSinceVersion12EndlessPower(RoomVersion version) {
        PowerLevels none = PowerLevels.of(null, create(version));
        boolean privileged = version.auth().privilegedCreators();
        assertThat(none.userLevel(ALICE)).isEqualTo(privileged ? PowerLevels.CREATOR : 100);
        assertThat(none.userLevel(BOB)).isEqualTo(privileged ? PowerLevels.CREATOR : 0);
        assertThat(none.userLevel(CAROL)).isZero();
        assertThat(none.creators())
                .containsExactlyElementsOf(privileged ? List.of(ALICE, BOB) : List.of(ALICE));
        assertHasDefaults(none);
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatPowerLevelsLeaveOutHasItsDefault(RoomVersion version) {
        assertHasDefaults(levels(version, "{}"));
        assertHasDefaults(
                levels(version, "{'users':1,'events':[],'notifications':'x','ban':[],'kick':{}}"));
        boolean privileged = version.auth().privilegedCreators();
        assertThat(levels(version, "{}").userLevel(ALICE))
                .isEqualTo(privileged ? PowerLevels.CREATOR : 0);
    }

    private static void assertHasDefaults(PowerLevels levels) {
        assertThat(levels.usersDefault()).isZero();
        assertThat(levels.eventsDefault()).isZero();
        assertThat(levels.stateDefault()).isEqualTo(50);
        assertThat(levels.eventLevel("m.room.message", false)).isZero();
        assertThat(levels.eventLevel("m.room.topic", true)).isEqualTo(50);
        assertThat(levels.invite()).isZero();
        assertThat(
                        List.of(
                                levels.kick(),
                                levels.ban(),
                                levels.redact(),
                                levels.notification("room")))
                .containsOnly(50L);
    }

    @Test
    void theLevelsAreThoseOfTheEvent() {
        PowerLevels levels =
                levels(
                        RoomVersions.V12,
                        """
                        {'users':{'@carol:three.test':7},'users_default':3,'events':{'m.topic':9},'events_default':1,
                         'state_default':8,'invite':2,'kick':4,'ban':5,'redact':6,'notifications':{'room':10}}
                        """);
        assertThat(levels.userLevel(CAROL)).isEqualTo(7);
        assertThat(levels.userLevel(DAVE)).isEqualTo(3);
        assertThat(levels.eventLevel("m.topic", true)).isEqualTo(9);
        assertThat(levels.eventLevel("m.topic", false)).isEqualTo(9);
        assertThat(levels.eventLevel("m.other", true)).isEqualTo(8);
        assertThat(levels.eventLevel("m.other", false)).isEqualTo(1);
        assertThat(
                        List.of(
                                levels.invite(),
                                levels.kick(),
                                levels.ban(),
                                levels.redact(),
                                levels.notification("room")))
                .containsExactly(2L, 4L, 5L, 6L, 10L);
        assertThat(levels.canSend(CAROL, "m.topic", true)).isFalse();
        assertThat(levels.canSend(CAROL, "m.text", false)).isTrue();
        assertThat(levels.canInvite(DAVE)).isTrue();
        assertThat(levels.canKick(CAROL, DAVE)).isTrue();
        assertThat(levels.canKick(DAVE, CAROL)).isFalse();
        assertThat(levels.canBan(CAROL, ALICE)).isFalse();
        assertThat(levels.canUnban(CAROL, DAVE)).isTrue();
        assertThat(levels.canRedact(CAROL)).isTrue();
        assertThat(levels.canNotify(CAROL, "room")).isFalse();
        assertThat(levels.canNotify(ALICE, "room")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-17")
    void stringsCountUpToVersion9(RoomVersion version) {
        boolean strings = !version.auth().integerPowerLevels();
        PowerLevels levels = levels(version, "{'users':{'@carol:three.test':' +070 '},'ban':'12'}");
        assertThat(levels.userLevel(CAROL)).isEqualTo(strings ? 70 : 0);
        assertThat(levels.ban()).isEqualTo(strings ? 12 : 50);
    }

    @Test
    void noLevelReachesThatOfACreator() {
        String huge = "9".repeat(30);
        PowerLevels levels =
                levels(
                        RoomVersions.V1,
                        "{'ban':" + huge + ",'kick':'" + huge + "','redact':-" + huge + "}");
        assertThat(levels.ban()).isEqualTo(PowerLevels.CREATOR - 1).isEqualTo(levels.kick());
        assertThat(levels.redact()).isEqualTo(Long.MIN_VALUE);
    }
}
