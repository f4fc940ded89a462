package io.heddle.replication.duty;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Keeps this process's leases: takes them at start, renews them while it runs, gives them back at the end.
public final class DutyKeeper implements Duties, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DutyKeeper.class);
    private static final long RENEW_MS = 2500;

    private final LeasedDuties leases;
    private final DutyRounds rounds;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("duties").factory());
    private volatile boolean running;

    public DutyKeeper(LeasedDuties leases, DutyRounds rounds) {
        this.leases = leases;
        this.rounds = rounds;
        rounds.run();
    }

    @Override
    public Optional<Lease> held(Duty duty) {
        return leases.held(duty);
    }

    @Override
    public void fence(Collection<Lease> held) {
        leases.fence(held);
    }

    /// Makes a round soon, out of turn.
    public void nudge() {
        if (running) {
            timer.execute(this::round);
        }
    }

    @Override
    public void start() {
        running = true;
        round(); // a slow start may have outlasted what the constructor took
        timer.scheduleWithFixedDelay(this::round, RENEW_MS, RENEW_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
        try {
            rounds.end();
        } catch (RuntimeException e) {
            LOG.warn("Leases not given back, they end by themselves: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Ends after everything that writes.
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1000;
    }

    private void round() {
        try {
            rounds.run();
        } catch (RuntimeException e) {
            LOG.warn("Leases not renewed: {}", e.getMessage());
        }
    }
}
