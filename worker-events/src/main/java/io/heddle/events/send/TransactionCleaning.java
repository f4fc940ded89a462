package io.heddle.events.send;

import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.storage.event.ClientTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Forgets old transactions: no client repeats a request after a day. One instance does it for all.
@Component
class TransactionCleaning implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionCleaning.class);
    static final Duty DUTY = Duty.background("transactions");
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration EVERY = Duration.ofMinutes(15);
    private static final int AT_ONCE = 5000;

    private final Duties duties;
    private final ClientTransactions transactions;
    private final Clock clock;
    private @Nullable ScheduledExecutorService timer;

    TransactionCleaning(Duties duties, ClientTransactions transactions, Clock clock) {
        this.duties = duties;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("transaction-cleaning").factory());
        started.scheduleWithFixedDelay(
                this::cleanSafely, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        timer = started;
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    private void cleanSafely() {
        try {
            clean();
        } catch (RuntimeException e) {
            LOG.warn("Old transactions not deleted: {}", e.getMessage());
        }
    }

    /// Deletes in small steps, so that nobody waits for it.
    void clean() {
        long before = clock.millis() - KEPT.toMillis();
        int deleted = AT_ONCE;
        while (deleted == AT_ONCE && duties.held(DUTY).isPresent()) {
            deleted = transactions.deleteBefore(before, AT_ONCE);
        }
    }
}
