package io.heddle.replication.simulation;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A failure names its seed; `-Dheddle.simulation.seed=N` runs that schedule alone.
class SimulationTest {
    private static final long FIRST = 20_260_101;
    private static final int SCHEDULES = 10_000;

    @Test
    void whatever_happens_rows_are_heard_once_in_order_and_duties_have_one_holder() {
        Long only = Long.getLong("heddle.simulation.seed");
        if (only != null) {
            new World(only).run();
            return;
        }
        OptionalLong failed =
                LongStream.range(FIRST, FIRST + SCHEDULES)
                        .parallel()
                        .filter(seed -> !runs(seed))
                        .findAny();
        failed.ifPresent(SimulationTest::explain);
    }

    private static boolean runs(long seed) {
        try {
            new World(seed).run();
            return true;
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }

    private static void explain(long seed) {
        try {
            new World(seed).run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("Schedule of seed " + seed, e);
        }
        throw new AssertionError("Schedule of seed " + seed + " fails only sometimes");
    }
}
