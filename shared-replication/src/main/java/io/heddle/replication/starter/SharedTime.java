package io.heddle.replication.starter;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The time of PostgreSQL: leases and signs of life are compared with it, so that clocks of machines need not agree.
final class SharedTime implements InstantSource {
    private final JdbcClient jdbc;

    SharedTime(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Instant instant() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
