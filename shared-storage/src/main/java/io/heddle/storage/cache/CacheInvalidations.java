package io.heddle.storage.cache;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The writer of the caches stream: entries named in a transaction are dropped by every process once it has committed.
///
///     Runnable drop = invalidations.write("accounts", List.of(userId));   // last in the transaction
///     …commit…
///     drop.run();
@Repository
public class CacheInvalidations {
    private final JdbcClient jdbc;
    private final StreamPositionStore positions;
    private final ObjectProvider<Streams> streams;
    private final Clock clock;

    /// @param streams a provider, since the streams ask for all sources when they are made
    CacheInvalidations(
            JdbcClient jdbc,
            StreamPositionStore positions,
            ObjectProvider<Streams> streams,
            Clock clock) {
        this.jdbc = jdbc;
        this.positions = positions;
        this.streams = streams;
        this.clock = clock;
    }

    /// Notes keys of a cache as stale, as the last thing of a transaction.
    ///
    /// @return what tells the processes; to be run after the commit
    public Runnable write(String cache, Collection<String> keys) {
        if (keys.isEmpty()) {
            return () -> {};
        }
        long last = positions.take(StreamName.CACHES, keys.size());
        long first = last - keys.size() + 1;
        jdbc.sql(
                        "INSERT INTO cache_invalidations (position, cache, key, created_ts)"
                                + " SELECT ? + k.n - 1, ?, k.key, ? FROM unnest(?::text[]) WITH ORDINALITY AS k (key, n)")
                .params(first, cache, clock.millis(), keys.toArray(String[]::new))
                .update();
        List<StreamRow.CacheInvalidation> rows = new ArrayList<>(keys.size());
        long position = first;
        for (String key : keys) {
            rows.add(new StreamRow.CacheInvalidation(position++, cache, key));
        }
        return () ->
                streams.getObject()
                        .publish(new StreamNews<>(StreamName.CACHES, first - 1, last, rows));
    }

    /// Has `drop` told of every stale key of a cache, or of null when all of it is stale.
    public void listen(String cache, Consumer<@Nullable String> drop) {
        streams.getObject()
                .<StreamRow.CacheInvalidation>listen(
                        StreamName.CACHES,
                        (from, to, rows) -> {
                            for (StreamRow.CacheInvalidation row : rows) {
                                if (row.cache().equals(cache)) {
                                    drop.accept(row.key());
                                }
                            }
                        });
    }

    List<StreamRow.CacheInvalidation> read(long from, long to, int limit) {
        return jdbc.sql(
                        "SELECT position, cache, key FROM cache_invalidations WHERE position > ? AND position <= ?"
                                + " ORDER BY position LIMIT ?")
                .params(from, to, limit)
                .query((row, number) ->
                        new StreamRow.CacheInvalidation(
                                row.getLong("position"),
                                row.getString("cache"),
                                row.getString("key")))
                .list();
    }

    /// Forgets what every process has long heard of, at most `limit` entries; returns how many.
    public int purge(long olderThanTs, int limit) {
        return jdbc.sql(
                        "DELETE FROM cache_invalidations WHERE ctid = ANY (ARRAY(SELECT ctid FROM cache_invalidations"
                                + " WHERE created_ts < ? ORDER BY created_ts LIMIT ?))")
                .params(olderThanTs, limit)
                .update();
    }
}
