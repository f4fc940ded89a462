package io.heddle.replication.ephemeral;

import io.heddle.replication.stream.EphemeralPositions;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;

/// Ephemeral streams of a process that is alone: stored nowhere, positions from the clock.
public final class LocalEphemera implements EphemeralStreams {
    private final Streams streams;
    private final Map<StreamName, EphemeralPositions> positions = new EnumMap<>(StreamName.class);

    public LocalEphemera(Streams streams, Clock clock) {
        this.streams = streams;
        positions.put(StreamName.TYPING, new EphemeralPositions(clock));
        positions.put(StreamName.PRESENCE, new EphemeralPositions(clock));
    }

    @Override
    public <R extends StreamRow> R publish(StreamName stream, String key, LongFunction<R> row) {
        EphemeralPositions of = Objects.requireNonNull(positions.get(stream));
        synchronized (of) {
            R written = row.apply(of.next());
            streams.publish(
                    new StreamNews<>(
                            stream,
                            streams.position(stream),
                            written.position(),
                            List.of(written)));
            return written;
        }
    }
}
