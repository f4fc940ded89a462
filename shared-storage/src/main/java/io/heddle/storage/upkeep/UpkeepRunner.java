package io.heddle.storage.upkeep;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Does all [Upkeep] at its times, one after the other, on the instance that holds the background duty.
@Component
public class UpkeepRunner implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(UpkeepRunner.class);
    private static final Duty DUTY = new Duty(Duty.BACKGROUND, "0");

    /// The first time comes soon after the start, also where restarts are frequent.
    private static final Duration FIRST = Duration.ofMinutes(2);

    private final ObjectProvider<Upkeep> single;
    private final ObjectProvider<Upkeep.Group> groups;
    private final Duties duties;
    private final MeterRegistry meters;
    private final HomeserverSettings.Upkeep settings;
    private @Nullable ScheduledExecutorService timer;

    UpkeepRunner(
            ObjectProvider<Upkeep> single,
            ObjectProvider<Upkeep.Group> groups,
            Duties duties,
            MeterRegistry meters,
            HomeserverSettings settings) {
        this.single = single;
        this.groups = groups;
        this.duties = duties;
        this.meters = meters;
        this.settings = settings.upkeep();
    }

    /// Everything that is to be done.
    public List<Upkeep> all() {
        List<Upkeep> all = new ArrayList<>(single.stream().toList());
        groups.stream().forEach(group -> all.addAll(group.all()));
        return all;
    }

    /// Does one kind of work until there is no more of it, if this instance holds the duty.
    ///
    /// @return how many rows it dealt with
    public long run(Upkeep upkeep) {
        Counter rows =
                Counter.builder("heddle.upkeep.rows")
                        .description("Rows dealt with in the background")
                        .tag("work", upkeep.name())
                        .register(meters);
        Timer steps =
                Timer.builder("heddle.upkeep.step")
                        .description("Time that a step of background work takes")
                        .tag("work", upkeep.name())
                        .register(meters);
        long total = 0;
        int done = settings.batchSize();
        while (done >= settings.batchSize() && duties.held(DUTY).isPresent() && !isInterrupted()) {
            Timer.Sample started = Timer.start();
            done = upkeep.step().run(settings.batchSize());
            started.stop(steps);
            rows.increment(done);
            total += done;
        }
        return total;
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    private void runSafely(Upkeep upkeep) {
        try {
            run(upkeep);
        } catch (RuntimeException e) {
            LOG.warn("{} not done: {}", upkeep.name(), e.getMessage());
        }
    }

    private Duration every(Upkeep upkeep) {
        return settings.every().getOrDefault(upkeep.name().replace('_', '-'), upkeep.every());
    }

    @Override
    public synchronized void start() {
        if (timer != null) {
            return;
        }
        ScheduledExecutorService started =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("upkeep").factory());
        timer = started;
        if (settings.enabled()) {
            for (Upkeep upkeep : all()) {
                long every = every(upkeep).toMillis();
                started.scheduleWithFixedDelay(
                        () -> runSafely(upkeep),
                        Math.min(every, FIRST.toMillis()),
                        every,
                        TimeUnit.MILLISECONDS);
            }
        }
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
}
