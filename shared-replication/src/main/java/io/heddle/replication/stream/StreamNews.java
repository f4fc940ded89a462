package io.heddle.replication.stream;

import java.util.List;

/// What a writer tells after its commit: the stream went from `from` (exclusive) to `position` (inclusive) by `rows`,
/// which are in order of position. News may be lost, doubled and reordered: a follower reads what it misses from PostgreSQL.
public record StreamNews<R extends StreamRow>(
        StreamName stream, long from, long position, List<R> rows) {

    /// News that tells no rows: whoever hears it reads them.
    public static StreamNews<StreamRow> without(StreamName stream, long position) {
        return new StreamNews<>(stream, -1, position, List.of());
    }
}
