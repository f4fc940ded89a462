package io.heddle.storage.stream;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Where the streams stand, as this process follows them, and how far it is behind PostgreSQL. Who scrapes has the latter
/// read for the next scrape, so that no scrape waits for the database.
@Component
class StreamMeters implements MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(StreamMeters.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

    private final Streams streams;
    private final StreamPositionStore stored;
    private final AtomicLong readAt = new AtomicLong(System.nanoTime() - 2 * FRESH_NANOS);
    private volatile Map<StreamName, Long> behind = Map.of();

    StreamMeters(Streams streams, StreamPositionStore stored) {
        this.streams = streams;
        this.stored = stored;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "synapse.event.persisted.position",
                        streams,
                        all -> all.position(StreamName.EVENTS))
                .description("Where the events stream stands")
                .register(registry);
        for (StreamName stream : StreamName.values()) {
            Gauge.builder("heddle.stream.position", streams, all -> all.position(stream))
                    .description("Where a stream stands, as this process knows")
                    .tag("stream", stream.key())
                    .register(registry);
            Gauge.builder("heddle.stream.lag", () -> lag(stream))
                    .description("How far this process was behind PostgreSQL at the last scrape")
                    .tag("stream", stream.key())
                    .register(registry);
        }
    }

    private double lag(StreamName stream) {
        long last = readAt.get();
        if (System.nanoTime() - last > FRESH_NANOS
                && readAt.compareAndSet(last, System.nanoTime())) {
            Thread.ofVirtual().name("stream-meters").start(this::read);
        }
        return behind.getOrDefault(stream, 0L);
    }

    private void read() {
        try {
            Map<StreamName, Long> now = stored.all();
            now.replaceAll((stream, position) -> Math.max(0, position - streams.position(stream)));
            behind = now;
        } catch (DataAccessException e) {
            LOG.debug("Positions not read", e);
        }
    }
}
