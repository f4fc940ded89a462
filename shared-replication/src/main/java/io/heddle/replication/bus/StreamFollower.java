package io.heddle.replication.bus;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamPoll;
import io.heddle.replication.stream.Streams;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Follows the streams of the other processes: takes messages off the bus as they come, and looks into PostgreSQL now and
/// then, more often while the bus does not work.
public final class StreamFollower implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFollower.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_WITHOUT_BUS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /// However many hints come, looks are this far apart.
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private static final long BEAT_MS = 2000;

    private final Streams streams;
    private final StreamPoll poll;
    private final RedisBus bus;
    private final ScheduledExecutorService beats =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("bus").factory());
    private volatile boolean running;
    private @Nullable Thread thread;

    public StreamFollower(Streams streams, StreamPoll poll, RedisBus bus) {
        this.streams = streams;
        this.poll = poll;
        this.bus = bus;
    }

    @Override
    public void start() {
        poll.poll(); // what is kept of typing and presence, before anyone asks
        running = true;
        thread = Thread.ofPlatform().name("streams").daemon().start(this::follow);
        beats.scheduleWithFixedDelay(this::beat, 0, BEAT_MS, TimeUnit.MILLISECONDS);
    }

    private void follow() {
        long lastLook = System.nanoTime();
        boolean wanted = false;
        while (running) {
            long due = lastLook + (wanted ? BETWEEN_LOOKS_NANOS : pause());
            try {
                wanted |= bus.takeMessages(due - System.nanoTime());
            } catch (InterruptedException e) {
                return;
            }
            if (System.nanoTime() - lastLook >= (wanted ? BETWEEN_LOOKS_NANOS : pause())) {
                look();
                lastLook = System.nanoTime();
                wanted = false;
            }
        }
    }

    private long pause() {
        return bus.state() == BusState.UP ? LOOK_NANOS : LOOK_WITHOUT_BUS_NANOS;
    }

    private void look() {
        try {
            poll.poll();
        } catch (RuntimeException e) {
            LOG.warn("PostgreSQL does not say where the streams stand: {}", e.getMessage());
        }
    }

    private void beat() {
        Map<StreamName, Long> positions = new EnumMap<>(StreamName.class);
        for (StreamName stream : StreamName.values()) {
            positions.put(stream, streams.position(stream));
        }
        try {
            bus.beat(positions);
        } catch (RuntimeException e) {
            LOG.warn("No beat on the bus: {}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
        beats.shutdownNow();
        bus.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Before anything serves, after everything that writes has ended.
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 2000;
    }
}
