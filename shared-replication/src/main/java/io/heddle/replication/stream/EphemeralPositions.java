package io.heddle.replication.stream;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/// Positions of a stream that is kept nowhere: milliseconds of the clock, always rising, so that they go on after a restart.
public final class EphemeralPositions {
    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    public EphemeralPositions(Clock clock) {
        this.clock = clock;
    }

    public long next() {
        return last.updateAndGet(previous -> Math.max(previous + 1, clock.millis()));
    }
}
