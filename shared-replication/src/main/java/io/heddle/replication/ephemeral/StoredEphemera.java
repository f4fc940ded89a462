package io.heddle.replication.ephemeral;

import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamReader;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.Streams;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Ephemeral streams of several processes: the last row of each key is in the unlogged table `ephemeral_rows`, so that they
/// are followed, and caught up with, like any other stream, and a process that starts knows who is online. Positions are
/// milliseconds of the clock where that makes them rise, as those of [LocalEphemera]: tokens go on when one becomes the other.
public final class StoredEphemera implements EphemeralStreams {
    private static final Map<StreamName, Duration> KEPT =
            new EnumMap<>(
                    Map.of(
                            StreamName.TYPING, Duration.ofMinutes(10),
                            StreamName.PRESENCE, Duration.ofDays(7)));
    private static final long CLEAN_EVERY = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Supplier<Streams> streams;
    private final Clock clock;
    private final AtomicLong writes = new AtomicLong();

    /// @param streams asked for late, since the streams ask for all sources when they are made
    public StoredEphemera(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Supplier<Streams> streams,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.streams = streams;
        this.clock = clock;
    }

    @Override
    public <R extends StreamRow> R publish(StreamName stream, String key, LongFunction<R> row) {
        StreamNews<R> news =
                Objects.requireNonNull(transactions.execute(status -> write(stream, key, row)));
        streams.get().publish(news);
        return news.rows().getFirst();
    }

    /// Nobody misses these rows: the commit need not wait for the disk.
    private <R extends StreamRow> StreamNews<R> write(
            StreamName stream, String key, LongFunction<R> row) {
        jdbc.sql("SET LOCAL synchronous_commit = off").update();
        if (writes.incrementAndGet() % CLEAN_EVERY == 0) {
            clean(stream);
        }
        long before =
                jdbc.sql("SELECT position FROM streams WHERE name = ? FOR UPDATE")
                        .param(stream.key())
                        .query(Long.class)
                        .single();
        long position = Math.max(before + 1, clock.millis());
        R written = row.apply(position);
        jdbc.sql("UPDATE streams SET position = ? WHERE name = ?")
                .params(position, stream.key())
                .update();
        jdbc.sql(
                        "INSERT INTO ephemeral_rows (stream, key, position, content) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (stream, key) DO UPDATE SET position = excluded.position,"
                                + " content = excluded.content")
                .params(stream.key(), key, position, Json.MAPPER.writeValueAsString(written))
                .update();
        return new StreamNews<>(stream, before, position, List.of(written));
    }

    private void clean(StreamName stream) {
        jdbc.sql("DELETE FROM ephemeral_rows WHERE stream = ? AND position < ?")
                .params(
                        stream.key(),
                        clock.millis() - Objects.requireNonNull(KEPT.get(stream)).toMillis())
                .update();
    }

    public static StreamSource<StreamRow.Typing> typingSource(JdbcClient jdbc) {
        return new StreamSource<>(
                StreamName.TYPING, reader(jdbc, StreamName.TYPING, StreamRow.Typing.class));
    }

    public static StreamSource<StreamRow.Presence> presenceSource(JdbcClient jdbc) {
        return new StreamSource<>(
                StreamName.PRESENCE, reader(jdbc, StreamName.PRESENCE, StreamRow.Presence.class));
    }

    private static <R extends StreamRow> StreamReader<R> reader(
            JdbcClient jdbc, StreamName stream, Class<R> type) {
        return (from, to, limit) ->
                jdbc.sql(
                                "SELECT content FROM ephemeral_rows WHERE stream = ? AND position > ? AND position <= ?"
                                        + " ORDER BY position LIMIT ?")
                        .params(stream.key(), from, to, limit)
                        .query((row, number) ->
                                Json.MAPPER.readValue(row.getString("content"), type))
                        .list();
    }
}
