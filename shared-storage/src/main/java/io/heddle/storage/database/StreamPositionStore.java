package io.heddle.storage.database;

import io.heddle.replication.stream.StreamName;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Allocates stream positions. See docs/streams.md.
@Repository
public class StreamPositionStore {
    private final JdbcClient jdbc;

    StreamPositionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Takes `count` positions and returns the last; the first is `last - count + 1`. Call it as late as possible in the
    /// transaction: until its end, no one else gets positions of this stream.
    public long take(StreamName stream, int count) {
        return jdbc.sql(
                        "UPDATE streams SET position = position + ? WHERE name = ? RETURNING position")
                .params(count, stream.key())
                .query(Long.class)
                .single();
    }

    /// Where every stream stands.
    public Map<StreamName, Long> all() {
        Map<StreamName, Long> positions = new EnumMap<>(StreamName.class);
        jdbc.sql("SELECT name, position FROM streams")
                .query((row, number) -> Map.entry(row.getString("name"), row.getLong("position")))
                .list()
                .forEach(entry ->
                        positions.put(
                                StreamName.valueOf(
                                        entry.getKey().toUpperCase(java.util.Locale.ROOT)),
                                entry.getValue()));
        return positions;
    }
}
