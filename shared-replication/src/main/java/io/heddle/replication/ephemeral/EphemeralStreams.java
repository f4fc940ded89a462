package io.heddle.replication.ephemeral;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import java.util.function.LongFunction;

/// Writes the streams of which only the last word a key matters, and nobody misses it after a crash: typing and presence.
public interface EphemeralStreams {
    /// Says something new of `key`, and tells every process.
    ///
    /// @param row makes the row at the position it gets
    /// @return that row
    <R extends StreamRow> R publish(StreamName stream, String key, LongFunction<R> row);
}
