package io.heddle.e2e.robust;

import io.heddle.e2e.HeddleServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How many rows each table has.
record TableCounts(Map<String, Long> rows) {
    /// Sessions of user-interactive authentication begin with the first request, also when that proves nothing; when and
    /// from where a device was last seen is written by and by; so are the tables that follow the events of the test's own rooms.
    private static final Set<String> MAY_GROW =
            Set.of(
                    "uia_sessions",
                    "device_connections",
                    "event_search",
                    "open_rooms",
                    "user_directory");

    static TableCounts of(HeddleServer server) {
        JdbcClient jdbc = server.bean(JdbcClient.class);
        List<String> tables =
                jdbc.sql(
                                "SELECT table_name FROM information_schema.tables"
                                        + " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
                        .query(String.class)
                        .list();
        String counts =
                tables.stream()
                        .filter(table -> !MAY_GROW.contains(table))
                        .map(table ->
                                "SELECT '%1$s' AS name, count(*) AS rows FROM \"%1$s\""
                                        .formatted(table))
                        .collect(Collectors.joining(" UNION ALL "));
        Map<String, Long> rows = new TreeMap<>();
        jdbc.sql(counts)
                .query(row -> {
                    rows.put(row.getString("name"), row.getLong("rows"));
                });
        return new TableCounts(rows);
    }

    /// The tables that have more rows than before.
    List<String> grownSince(TableCounts before) {
        return rows.entrySet().stream()
                .filter(table -> table.getValue() > before.rows.getOrDefault(table.getKey(), 0L))
                .map(Map.Entry::getKey)
                .toList();
    }
}
