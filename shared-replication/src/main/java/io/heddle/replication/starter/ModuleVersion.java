package io.heddle.replication.starter;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Which version this process is of, and which the database, as instances tell each other.
final class ModuleVersion {
    private ModuleVersion() {}

    static String get() {
        String version = ModuleVersion.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

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
