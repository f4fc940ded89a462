package io.heddle.protocol.state;

import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Forks of a room with 10,000 members. The times it prints are for reading; those it asserts have much room.
@Tag("RV-02")
@Tag("RV-13")
class LargeRoomResolutionTest {
    private static final int MEMBERS = 10_000;
    private static final Duration TOO_LONG = Duration.ofSeconds(5);

    static List<RoomVersion> versions() {
        return List.of(RoomVersions.V1, RoomVersions.V11, RoomVersions.V12);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aForkCostsWhatIsInConflictNotWhatIsInTheRoom(RoomVersion version) {
        RoomDag dag = largeRoom(version);
        Branch trunk = dag.trunk();

        Branch left = trunk.fork();
        Branch right = trunk.fork();
        left.topic(ALICE, "left");
        right.topic(BOB, "right");
        Counting small = time(version, "two topics", dag, left, right);
        assertThat(small.asked.size()).isLessThan(50);

        for (int i = 0; i < 100; i++) {
            left.member(ALICE, user(i), "ban");
            right.join(user(i + 50));
            right.join(user(i + 50));
        }
        left.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':40"));
        right.powerLevels(BOB, dag.levels(ALICE, "'@bob:two.test':50,'@user7:two.test':10"));
        right.powerLevels(BOB, dag.levels(ALICE, "'@bob:two.test':50"));
        time(version, "bans, profiles and power levels", dag, left, right);

        dag.tellingOrder();
        Counting ordered = time(version, "the same, order of arrival known", dag, left, right);
        assertThat(ordered.asked.size()).isLessThan(2_000);
    }

    private static Counting time(
            RoomVersion version, String what, RoomDag dag, Branch left, Branch right) {
        List<Map<StateKey, EventId>> states = List.of(left.state(), right.state());
        long best = Long.MAX_VALUE;
        Counting counting = new Counting(dag);
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            Map<StateKey, EventId> resolved = StateResolver.resolve(version, states, counting);
            best = Math.min(best, System.nanoTime() - start);
            assertThat(resolved.size()).isGreaterThan(MEMBERS);
        }
        System.out.printf(
                "version %s, %s: %.1f ms, %d events asked for%n",
                version, what, best / 1e6, counting.asked.size());
        assertThat(Duration.ofNanos(best)).isLessThan(TOO_LONG);
        return counting;
    }

    private static RoomDag largeRoom(RoomVersion version) {
        RoomDag dag = RoomDag.created(version, ALICE, "public");
        Branch trunk = dag.trunk();
        trunk.join(BOB);
        trunk.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':50"));
        for (int i = 0; i < MEMBERS; i++) {
            trunk.join(user(i));
        }
        return dag;
    }

    private static UserId user(int number) {
        return UserId.parse("@user" + number + ":two.test");
    }

    /// Counts the events that a resolution looks at.
    private static final class Counting implements EventSource {
        private final RoomDag dag;
        private final Set<EventId> asked = new HashSet<>();

        Counting(RoomDag dag) {
            this.dag = dag;
        }

        @Override
        public @Nullable Pdu event(EventId id) {
            asked.add(id);
            return dag.event(id);
        }

        @Override
        public boolean rejected(EventId id) {
            return dag.rejected(id);
        }

        @Override
        public OptionalLong receivedOrder(EventId id) {
            return dag.receivedOrder(id);
        }
    }
}
