package io.heddle.replication.stream;

import java.util.List;

/// Gets every row of a stream once and in order. Runs in the thread that brought the news: must be quick and must not block.
@FunctionalInterface
public interface StreamListener<R extends StreamRow> {
    /// The stream went from `from` (exclusive) to `to` (inclusive). `rows` may be empty when positions were unused.
    void advanced(long from, long to, List<R> rows);
}
