package io.heddle.replication.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks where the streams stand in PostgreSQL and has this process follow: what makes up for every kind of silence on the
/// bus. One small query when nothing is new.
public final class StreamPoll {
    private static final Logger LOG = LoggerFactory.getLogger(StreamPoll.class);

    private final Streams streams;
    private final StreamTable table;
    private final InstantSource clock;
    private final Map<StreamName, Long> behind = new EnumMap<>(StreamName.class);
    private volatile Instant lastSuccess;

    public StreamPoll(Streams streams, StreamTable table, InstantSource clock) {
        this.streams = streams;
        this.table = table;
        this.clock = clock;
        this.lastSuccess = clock.instant();
    }

    /// Follows every stream to where it stands. One that cannot be read holds up no other.
    public void poll() {
        boolean whole = true;
        for (Map.Entry<StreamName, Long> stream : table.all().entrySet()) {
            whole &= follow(stream.getKey(), stream.getValue());
        }
        if (whole) {
            lastSuccess = clock.instant();
        }
    }

    private boolean follow(StreamName stream, long position) {
        long lag = Math.max(0, position - streams.position(stream));
        boolean followed = true;
        try {
            streams.caughtUpTo(stream, position);
        } catch (RuntimeException e) {
            followed = false;
            LOG.warn("Stream {} cannot be read: {}", stream.key(), e.getMessage());
        }
        synchronized (behind) {
            behind.put(stream, followed ? 0 : lag);
        }
        return followed;
    }

    /// By how many positions each stream could not be followed at the last look.
    public Map<StreamName, Long> lag() {
        synchronized (behind) {
            return new EnumMap<>(behind);
        }
    }

    /// How long ago every stream was last followed to where it stood.
    public Duration sinceSuccess() {
        return Duration.between(lastSuccess, clock.instant());
    }
}
