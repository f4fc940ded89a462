package io.heddle.storage.database;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Times what is done with the pool's connections: the pool's own meters, Synapse's names for them by who does it, and
/// [DatabaseUse]. Who does it is the kind of the thread: `request`, `event-writer`, `follow-search`.
final class DatabaseMeters implements MetricsTrackerFactory {
    private static final int MAX_USERS = 100;
    private static final double[] SECONDS = {
        .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10
    };

    private final MeterRegistry meters;
    private final DistributionSummary waits;
    private final Map<String, Use> uses = new ConcurrentHashMap<>();

    DatabaseMeters(MeterRegistry meters) {
        this.meters = meters;
        this.waits =
                DistributionSummary.builder("synapse.storage.schedule.time")
                        .description("Seconds that somebody waited for a database connection")
                        .serviceLevelObjectives(SECONDS)
                        .register(meters);
    }

    @Override
    public IMetricsTracker create(String poolName, PoolStats pool) {
        return new Tracker(new MicrometerMetricsTrackerFactory(meters).create(poolName, pool));
    }

    /// Takes the number off names such as `request-17`; the name as it is when there is none.
    private static String kind(String thread) {
        if (thread.startsWith("request-")) {
            return "request";
        }
        int end = thread.length();
        while (end > 0 && Character.isDigit(thread.charAt(end - 1))) {
            end--;
        }
        return end > 1 && thread.charAt(end - 1) == '-' ? thread.substring(0, end - 1) : thread;
    }

    private Use use(String thread) {
        String kind = kind(thread);
        Use use = uses.get(kind);
        if (use != null) {
            return use;
        }
        return uses.computeIfAbsent(uses.size() < MAX_USERS ? kind : "other", Use::new);
    }

    private final class Use {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        Use(String desc) {
            FunctionCounter.builder("synapse.storage.transaction.time.count", count, LongAdder::sum)
                    .description("How often a database connection was used")
                    .tag("desc", desc)
                    .register(meters);
            FunctionCounter.builder(
                            "synapse.storage.transaction.time.sum", nanos, n -> n.sum() / 1e9)
                    .description("Seconds that database connections were used")
                    .tag("desc", desc)
                    .register(meters);
        }
    }

    private final class Tracker implements IMetricsTracker {
        private final IMetricsTracker pool;

        Tracker(IMetricsTracker pool) {
            this.pool = pool;
        }

        @Override
        public void recordConnectionCreatedMillis(long millis) {
            pool.recordConnectionCreatedMillis(millis);
        }

        /// Called by the thread that gets the connection.
        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
            pool.recordConnectionAcquiredNanos(nanos);
            waits.record((double) nanos / TimeUnit.SECONDS.toNanos(1));
            DatabaseUse.current().acquired(nanos);
        }

        /// Called by the thread that gives the connection back.
        @Override
        public void recordConnectionUsageMillis(long millis) {
            pool.recordConnectionUsageMillis(millis);
            long busy = DatabaseUse.current().released();
            Use use = use(Thread.currentThread().getName());
            use.count.increment();
            use.nanos.add(busy);
        }

        @Override
        public void recordConnectionTimeout() {
            pool.recordConnectionTimeout();
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
