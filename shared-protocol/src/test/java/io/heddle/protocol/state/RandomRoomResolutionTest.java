package io.heddle.protocol.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.auth.AuthState;
import io.heddle.protocol.auth.EventAuthorizer;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.room.StateResolution;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RandomRoom;
import io.heddle.protocol.rooms.RoomDag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("RV-01")
@Tag("RV-02")
@Tag("RV-13")
class RandomRoomResolutionTest {
    private static final int SEEDS = 30;
    private static final int STEPS = 60;

    static List<RoomVersion> versions() {
        return RoomVersions.ALL;
    }

    static Stream<RoomVersion> versionsFromTwo() {
        return versions().stream().filter(v -> v.stateResolution() != StateResolution.V1);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theResolvedStateDoesNotDependOnTheOrderOfStatesOrMaps(RoomVersion version) {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomRoom room = RandomRoom.make(version, seed, STEPS);
            List<Map<StateKey, EventId>> states = statesOf(room);
            Map<StateKey, EventId> expected = StateResolver.resolve(version, states, room.dag());
            Random random = new Random(seed);
            for (int i = 0; i < 5; i++) {
                assertThat(StateResolver.resolve(version, shuffled(states, random), room.dag()))
                        .as("seed %d", seed)
                        .isEqualTo(expected);
            }
            assertThat(StateResolver.resolve(version, states, room.dag().tellingOrder()))
                    .as("with the order of arrival, seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyDeliveryOrderLeadsToTheSameStateAtEveryEvent(RoomVersion version) {
        for (long seed = 0; seed < SEEDS / 4; seed++) {
            RandomRoom room = RandomRoom.make(version, seed, STEPS);
            room.branches();
            Random random = new Random(seed);
            Map<EventId, Map<StateKey, EventId>> expected = receive(room, random);
            for (int i = 0; i < 3; i++) {
                assertThat(receive(room, random)).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versionsFromTwo")
    void theResolvedStateIsThatOfTheSpecificationFollowedWordByWord(RoomVersion version) {
        boolean fromEmpty = version.stateResolution() == StateResolution.V2_1;
        int conflicts = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomRoom room = RandomRoom.make(version, 1000 + seed, STEPS);
            List<Map<StateKey, EventId>> states = statesOf(room);
            conflicts += StateConflict.ofKeysInAll(states).conflicted().size();
            assertThat(StateResolver.resolve(version, states, room.dag()))
                    .as("seed %d", seed)
                    .isEqualTo(new LiteralStateResolution(room.dag(), fromEmpty).resolve(states));
        }
        assertThat(conflicts).as("conflicting keys seen").isGreaterThan(SEEDS);
    }

    /// States that never belonged together, as a server gets them from others that lie or have lost events.
    @ParameterizedTest
    @MethodSource("versionsFromTwo")
    void statesWithMissingAndStaleEntriesResolveLikeTheSpecificationToo(RoomVersion version) {
        boolean fromEmpty = version.stateResolution() == StateResolution.V2_1;
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomRoom room = RandomRoom.make(version, 2000 + seed, STEPS);
            List<Map<StateKey, EventId>> states = damaged(room, new Random(seed));
            Map<StateKey, EventId> literal =
                    new LiteralStateResolution(room.dag(), fromEmpty).resolve(states);
            assertThat(StateResolver.resolve(version, states, room.dag()))
                    .as("seed %d", seed)
                    .isEqualTo(literal);
            assertThat(StateResolver.resolve(version, states, room.dag().tellingOrder()))
                    .as("with the order of arrival, seed %d", seed)
                    .isEqualTo(literal);
        }
    }

    private static List<Map<StateKey, EventId>> damaged(RandomRoom room, Random random) {
        List<Pdu> events = new ArrayList<>(room.dag().events());
        List<Map<StateKey, EventId>> states = new ArrayList<>();
        for (Map<StateKey, EventId> state : statesOf(room)) {
            Map<StateKey, EventId> damaged = new HashMap<>(state);
            damaged.keySet()
                    .removeIf(key -> !key.equals(StateKey.CREATE) && random.nextInt(8) == 0);
            for (int i = 0; i < 3; i++) {
                Pdu stale = events.get(random.nextInt(events.size()));
                StateKey key = stale.stateKeyEntry();
                if (key != null) {
                    damaged.put(key, stale.eventId());
                }
            }
            states.add(damaged);
        }
        return states;
    }

    private static List<Map<StateKey, EventId>> statesOf(RandomRoom room) {
        return room.branches().stream().map(Branch::state).toList();
    }

    private static List<Map<StateKey, EventId>> shuffled(
            List<Map<StateKey, EventId>> states, Random random) {
        List<Map<StateKey, EventId>> shuffled = new ArrayList<>();
        for (Map<StateKey, EventId> state : states) {
            List<StateKey> keys = new ArrayList<>(state.keySet());
            Collections.shuffle(keys, random);
            Map<StateKey, EventId> copy =
                    random.nextInt(3) == 0 ? new TreeMap<>() : new LinkedHashMap<>();
            keys.forEach(key -> copy.put(key, state.get(key)));
            shuffled.add(copy);
        }
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /// What a server that receives the events in some order takes for the state after each.
    private static Map<EventId, Map<StateKey, EventId>> receive(RandomRoom room, Random order) {
        RoomDag dag = room.dag();
        Map<EventId, Map<StateKey, EventId>> after = new HashMap<>();
        for (Pdu event : room.delivered(order)) {
            List<Map<StateKey, EventId>> before =
                    event.prevEvents().stream().map(after::get).toList();
            Map<StateKey, EventId> state =
                    new HashMap<>(StateResolver.resolve(dag.version(), before, dag));
            StateKey key = event.stateKeyEntry();
            AuthState authState = AuthState.of(dag.eventsOf(state));
            if (key != null && EventAuthorizer.authorize(event, authState).isAllowed()) {
                state.put(key, event.eventId());
            }
            after.put(event.eventId(), state);
        }
        return after;
    }
}
