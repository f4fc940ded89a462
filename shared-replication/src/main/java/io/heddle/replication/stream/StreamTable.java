package io.heddle.replication.stream;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Where every stream stands, as PostgreSQL says.
public interface StreamTable {
    Map<StreamName, Long> all();

    static StreamTable of(JdbcClient jdbc) {
        return () -> {
            Map<StreamName, Long> positions = new EnumMap<>(StreamName.class);
            jdbc.sql("SELECT name, position FROM streams")
                    .query((row, number) ->
                            Map.entry(row.getString("name"), row.getLong("position")))
                    .list()
                    .forEach(entry -> put(positions, entry.getKey(), entry.getValue()));
            return positions;
        };
    }

    /// A stream that a newer version has added is none of ours.
    private static void put(Map<StreamName, Long> positions, String key, long position) {
        for (StreamName name : StreamName.values()) {
            if (name.name().equals(key.toUpperCase(Locale.ROOT))) {
                positions.put(name, position);
            }
        }
    }
}
