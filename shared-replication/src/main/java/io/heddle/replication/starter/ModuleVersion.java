package io.heddle.replication.starter;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Which version the database is of, as instances tell each other.
final class ModuleVersion {
    private ModuleVersion() {}

    /// The newest migration applied; empty where the database knows of none.
    static String schema(JdbcClient jdbc) {
        boolean known =
                jdbc.sql("SELECT to_regclass('flyway_schema_history') IS NOT NULL")
                        .query(Boolean.class)
                        .single();
        return known
                ? jdbc.sql(
                                "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL"
                                        + " ORDER BY installed_rank DESC LIMIT 1")
                        .query(String.class)
                        .optional()
                        .orElse("")
                : "";
    }
}
