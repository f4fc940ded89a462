package io.heddle.protocol.state;

import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// States that version 2 resets to something old, and 2.1 does not.
@Tag("RV-13")
@Tag("RV-12")
class StateResolutionV21Test {
    private final RoomDag dag = RoomDag.created(RoomVersions.V12, ALICE, "public");

    /// Bob joined twice while the room was open. Played onto the agreed state, in which it is closed, neither join holds.
    @Test
    void joinsFromBeforeTheRoomWasClosedHold() {
        Branch main = dag.trunk();
        EventId one = main.fork().join(BOB).eventId();
        EventId two = main.fork().join(BOB).eventId();
        main.joinRule(ALICE, "invite");
        StateKey bob = StateKey.member(BOB.value());
        List<Map<StateKey, EventId>> states = List.of(with(main, bob, one), with(main, bob, two));
        assertThat(resolve(StateResolutionV2.Base.UNCONFLICTED, states)).doesNotContainKey(bob);
        assertThat(resolve(StateResolutionV2.Base.EMPTY, states)).containsEntry(bob, two);
    }

    /// One state has fallen back to the first power levels, and the second, which everything agreed on rests on, are in all
    /// auth chains. Without them the third, which Bob sent by them, do not hold.
    @Test
    void powerLevelsBetweenTwoConflictingOnesArePlayedToo() {
        Branch main = dag.trunk();
        main.join(BOB);
        EventId first = main.get("m.room.power_levels", "");
        main.powerLevels(ALICE, "{'users':{'@bob:two.test':100}}");
        main.joinRule(ALICE, "knock");
        EventId third =
                main.powerLevels(BOB, "{'users':{'@bob:two.test':100,'@carol:three.test':100}}")
                        .eventId();
        List<Map<StateKey, EventId>> states =
                List.of(with(main, StateKey.POWER_LEVELS, first), main.state());
        assertThat(resolve(StateResolutionV2.Base.UNCONFLICTED, states))
                .containsEntry(StateKey.POWER_LEVELS, first);
        assertThat(resolve(StateResolutionV2.Base.EMPTY, states))
                .containsEntry(StateKey.POWER_LEVELS, third);
    }

    /// What all agree on stays, whatever the replay comes to.
    @Test
    void theAgreedStateHasTheLastWord() {
        Branch main = dag.trunk();
        main.join(CAROL);
        EventId banned = main.member(ALICE, CAROL, "ban").eventId();
        EventId rule = main.joinRule(ALICE, "invite").eventId();
        EventId one = main.fork().topic(ALICE, "one").eventId();
        EventId two = main.fork().topic(ALICE, "two").eventId();
        StateKey topic = new StateKey("m.room.topic", "");
        assertThat(
                        resolve(
                                StateResolutionV2.Base.EMPTY,
                                List.of(with(main, topic, one), with(main, topic, two))))
                .containsEntry(StateKey.member(CAROL.value()), banned)
                .containsEntry(StateKey.JOIN_RULES, rule)
                .containsEntry(topic, two)
                .containsEntry(StateKey.CREATE, dag.create().eventId());
    }

    @Test
    void aStateWithoutTheCreateEventDoesNotLoseIt() {
        Branch main = dag.trunk();
        Branch damaged = main.fork();
        damaged.drop(StateKey.CREATE);
        EventId topic = damaged.make(ALICE, "m.room.topic", "", "{'topic':'x'}").eventId();
        assertThat(
                        StateResolver.resolve(
                                RoomVersions.V12, List.of(damaged.state(), main.state()), dag))
                .isEqualTo(main.state())
                .doesNotContainValue(topic);
    }

    private static Map<StateKey, EventId> with(Branch branch, StateKey key, EventId event) {
        Map<StateKey, EventId> state = new HashMap<>(branch.state());
        state.put(key, event);
        return state;
    }

    private Map<StateKey, EventId> resolve(
            StateResolutionV2.Base base, List<Map<StateKey, EventId>> states) {
        Map<StateKey, EventId> resolved = new StateResolutionV2(dag, base).resolve(states);
        assertThat(new StateResolutionV2(dag, base).resolve(states.reversed())).isEqualTo(resolved);
        return resolved;
    }
}
