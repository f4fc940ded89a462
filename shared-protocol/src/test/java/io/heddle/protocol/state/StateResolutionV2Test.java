package io.heddle.protocol.state;

import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;
import static io.heddle.protocol.rooms.RoomDag.DAVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Forks whose outcome version 2 was made for. Version 2.1 decides them alike.
@Tag("RV-02")
class StateResolutionV2Test {
    private static final long T = 1_700_000_000_000L;

    static List<RoomVersion> versions() {
        return RoomVersions.ALL.subList(1, RoomVersions.ALL.size());
    }

    /// A public room with Alice as creator, Bob at 50, and Carol and Dave with nothing.
    private static RoomDag room(RoomVersion version) {
        RoomDag dag = RoomDag.created(version, ALICE, "public");
        Branch trunk = dag.trunk();
        List.of(BOB, CAROL, DAVE).forEach(trunk::join);
        trunk.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':50"));
        return dag;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aBanBeatsThePowerLevelsThatTheBannedSendsMeanwhile(RoomVersion version) {
        RoomDag dag = room(version);
        Branch bans = dag.trunk().fork();
        Branch evades = dag.trunk().fork();
        EventId levels = dag.trunk().get("m.room.power_levels", "");
        EventId ban = bans.member(ALICE, BOB, "ban").eventId();
        dag.at(T - 50_000);
        evades.powerLevels(BOB, dag.levels(ALICE, "'@bob:two.test':50,'@carol:three.test':50"));
        Branch merged = evades.merge(bans);
        assertThat(merged.get(BOB)).isEqualTo(ban);
        assertThat(merged.get("m.room.power_levels", "")).isEqualTo(levels);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void ofTwoPowerLevelsThoseOfTheMorePowerfulPrevail(RoomVersion version) {
        RoomDag dag = room(version);
        Branch demotes = dag.trunk().fork();
        Branch promotes = dag.trunk().fork();
        EventId demotion =
                demotes.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':0")).eventId();
        dag.at(T + 1_000_000);
        promotes.powerLevels(BOB, dag.levels(ALICE, "'@bob:two.test':50,'@dave:four.test':50"));
        assertThat(promotes.merge(demotes).get("m.room.power_levels", "")).isEqualTo(demotion);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aJoinThatRunsFromAClosedDoorIsUndone(RoomVersion version) {
        RoomDag dag = RoomDag.created(version, ALICE, "public");
        Branch closes = dag.trunk().fork();
        Branch joins = dag.trunk().fork();
        EventId rule = closes.joinRule(ALICE, "invite").eventId();
        dag.at(T - 500_000);
        joins.join(DAVE);
        Branch merged = joins.merge(closes);
        assertThat(merged.get("m.room.join_rules", "")).isEqualTo(rule);
        assertThat(merged.get(DAVE)).isNull();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void topicsOfAKickedUserDoNotComeBack(RoomVersion version) {
        RoomDag dag = room(version);
        EventId topic = dag.trunk().topic(ALICE, "agreed").eventId();
        Branch kicks = dag.trunk().fork();
        Branch talks = dag.trunk().fork();
        EventId kick = kicks.member(ALICE, BOB, "leave").eventId();
        talks.topic(BOB, "mine");
        talks.topic(BOB, "still mine");
        Branch merged = talks.merge(kicks);
        assertThat(merged.get("m.room.topic", "")).isEqualTo(topic);
        assertThat(merged.get(BOB)).isEqualTo(kick);
    }

    /// Both sides change the topic, and one takes Bob's power away: the topics he set without the other's knowledge lose.
    @ParameterizedTest
    @MethodSource("versions")
    void topicForksFollowThePowerLevels(RoomVersion version) {
        RoomDag dag = room(version);
        dag.trunk().topic(ALICE, "one");
        Branch alice = dag.trunk().fork();
        Branch bob = dag.trunk().fork();
        EventId second = alice.topic(ALICE, "two").eventId();
        EventId demotion =
                alice.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':0")).eventId();
        bob.powerLevels(BOB, dag.levels(ALICE, "'@bob:two.test':50,'@carol:three.test':10"));
        bob.topic(BOB, "three");
        Branch merged = bob.merge(alice);
        assertThat(merged.get("m.room.topic", "")).isEqualTo(second);
        assertThat(merged.get("m.room.power_levels", "")).isEqualTo(demotion);
        EventId fourth = merged.topic(ALICE, "four").eventId();
        assertThat(merged.get("m.room.topic", "")).isEqualTo(fourth);
    }

    /// Bob makes Carol his equal, and Carol, off Alice's sight, steps down again. That is in order all along.
    @ParameterizedTest
    @MethodSource("versions")
    void powerLevelsOffTheMainTopicArePlayedInTheirOrder(RoomVersion version) {
        RoomDag dag = room(version);
        Branch aside = dag.trunk().fork();
        Branch other = dag.trunk().fork();
        aside.powerLevels(BOB, dag.levels(ALICE, "'@bob:two.test':50,'@carol:three.test':50"));
        EventId last =
                aside.powerLevels(
                                CAROL,
                                dag.levels(ALICE, "'@bob:two.test':50,'@carol:three.test':0"))
                        .eventId();
        other.message(DAVE);
        assertThat(aside.merge(other).get("m.room.power_levels", "")).isEqualTo(last);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anEventUnderNewerPowerLevelsBeatsALaterOneUnderOlder(RoomVersion version) {
        RoomDag dag = room(version);
        Branch ahead = dag.trunk().fork();
        Branch behind = dag.trunk().fork();
        ahead.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':50,'@carol:three.test':50"));
        dag.at(T);
        EventId topic = ahead.topic(CAROL, "newer levels").eventId();
        dag.at(T + 900_000);
        behind.topic(BOB, "older levels, later clock");
        assertThat(behind.merge(ahead).get("m.room.topic", "")).isEqualTo(topic);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void underTheSamePowerLevelsTheLaterTopicWins(RoomVersion version) {
        RoomDag dag = room(version);
        Branch left = dag.trunk().fork();
        Branch right = dag.trunk().fork();
        dag.at(T + 20_000);
        EventId later = left.topic(BOB, "later").eventId();
        dag.at(T + 10_000);
        right.topic(ALICE, "earlier");
        assertThat(left.merge(right).get("m.room.topic", "")).isEqualTo(later);
        assertThat(right.merge(left).get("m.room.topic", "")).isEqualTo(later);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void atTheSameTimeTheGreaterEventIdWins(RoomVersion version) {
        RoomDag dag = room(version);
        Branch left = dag.trunk().fork();
        Branch right = dag.trunk().fork();
        EventId one = left.append(left.make(ALICE, "m.room.topic", "", "{'topic':'1'}")).eventId();
        dag.at(dag.event(one).originServerTs());
        EventId two =
                right.append(right.make(ALICE, "m.room.topic", "", "{'topic':'2'}")).eventId();
        assertThat(dag.event(one).originServerTs()).isEqualTo(dag.event(two).originServerTs());
        assertThat(left.merge(right).get("m.room.topic", ""))
                .isEqualTo(one.compareTo(two) > 0 ? one : two);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void bothSidesOfAForkKeepWhatDoesNotConflict(RoomVersion version) {
        RoomDag dag = room(version);
        Branch left = dag.trunk().fork();
        Branch right = dag.trunk().fork();
        EventId topic = left.topic(ALICE, "topic").eventId();
        EventId name = right.send(ALICE, "m.room.name", "", "{'name':'name'}").eventId();
        EventId leave = right.member(DAVE, DAVE, "leave").eventId();
        Branch merged = left.merge(right);
        assertThat(merged.get("m.room.topic", "")).isEqualTo(topic);
        assertThat(merged.get("m.room.name", "")).isEqualTo(name);
        assertThat(merged.get(DAVE)).isEqualTo(leave);
    }

    @Test
    void anEventThatNobodyKnowsIsPassedOver() {
        RoomDag dag = room(RoomVersions.V10);
        Branch left = dag.trunk().fork();
        Branch right = dag.trunk().fork();
        Pdu lost = left.topic(ALICE, "lost");
        EventId kept = right.topic(BOB, "kept").eventId();
        dag.remove(lost);
        assertThat(left.merge(right).get("m.room.topic", "")).isEqualTo(kept);
    }

    /// Bob's join rests on an invitation that the states have lost; only where that was accepted does it still hold.
    @ParameterizedTest
    @MethodSource("versions")
    void aRejectedAuthEventIsNotUsedForStateThatIsMissing(RoomVersion version) {
        RoomDag dag = RoomDag.created(version, ALICE, "invite");
        Branch left = dag.trunk().fork();
        Branch right = dag.trunk().fork();
        Pdu invite = left.member(ALICE, BOB, "invite");
        EventId join = left.join(BOB).eventId();
        EventId profile = left.join(BOB).eventId();
        StateKey bob = StateKey.member(BOB.value());
        Map<StateKey, EventId> first = new HashMap<>(right.state());
        first.put(bob, join);
        Map<StateKey, EventId> second = new HashMap<>(right.state());
        second.put(bob, profile);
        List<Map<StateKey, EventId>> states = List.of(first, second);
        assertThat(StateResolver.resolve(version, states, dag)).containsEntry(bob, profile);
        dag.reject(invite);
        dag.reject(dag.event(join));
        assertThat(StateResolver.resolve(version, states, dag)).doesNotContainKey(bob);
    }

    @Test
    void oneStateIsItsOwnResolutionAndNoneIsEmpty() {
        for (RoomVersion version : RoomVersions.ALL) {
            RoomDag dag = room(version);
            Map<StateKey, EventId> state = dag.trunk().state();
            assertThat(StateResolver.resolve(version, List.of(), dag)).isEmpty();
            assertThat(StateResolver.resolve(version, List.of(state), dag)).isEqualTo(state);
            assertThat(StateResolver.resolve(version, List.of(state, state), dag)).isEqualTo(state);
        }
    }
}
