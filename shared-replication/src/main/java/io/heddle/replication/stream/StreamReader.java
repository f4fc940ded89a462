package io.heddle.replication.stream;

import java.util.List;

/// Reads a stream's rows from where they are stored.
@FunctionalInterface
public interface StreamReader<R extends StreamRow> {
    /// The rows with `from < position <= to`, in order, at most `limit`.
    List<R> read(long from, long to, int limit);
}
