package io.heddle.storage.stream;

import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.duty.LeasedDuties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Keeps this process's leases: takes them at start, renews them while it runs, gives them back at the end.
@Component
class DutyKeeper implements Duties, SmartLifecycle, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(DutyKeeper.class);
    private static final long RENEW_MS = 2500;
    private static final String MONOLITH = "main";

    private final LeasedDuties leases;
    private final List<Duty> wanted = everything();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("duties").factory());
    private volatile boolean running;

    DutyKeeper(JdbcClient jdbc, Clock clock, FlywayMigrationInitializer migrated) {
        this.leases = new LeasedDuties(jdbc, clock, MONOLITH);
        leases.renew(wanted);
    }

    @Override
    public Optional<Lease> held(Duty duty) {
        return leases.held(duty);
    }

    @Override
    public void fence(Collection<Lease> held) {
        leases.fence(held);
    }

    @Override
    public void start() {
        running = true;
        renew(); // a slow start may have outlasted what the constructor took
        timer.scheduleWithFixedDelay(this::renew, RENEW_MS, RENEW_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
        leases.release();
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

    @Override
    public void bindTo(MeterRegistry registry) {
        wanted.stream()
                .map(Duty::role)
                .distinct()
                .forEach(role ->
                        Gauge.builder("heddle.duties.held", leases, held -> held.count(role))
                                .description("Duties that this instance has")
                                .tag("role", role)
                                .register(registry));
    }

    private void renew() {
        try {
            leases.renew(wanted);
        } catch (RuntimeException e) {
            LOG.warn("Leases not renewed: {}", e.getMessage());
        }
    }

    private static List<Duty> everything() {
        return Stream.concat(
                        IntStream.range(0, Duty.ROOM_BUCKETS)
                                .mapToObj(n -> new Duty(Duty.ROOMS, Integer.toString(n))),
                        Stream.of(
                                        Duty.PUSHERS,
                                        Duty.APPSERVICES,
                                        Duty.FEDERATION,
                                        Duty.USER_DIRECTORY,
                                        Duty.MEDIA,
                                        Duty.BACKGROUND)
                                .map(role -> new Duty(role, "0")))
                .toList();
    }
}
