package io.heddle.storage.report;

import java.time.Clock;
import java.util.Arrays;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Complaints, kept for the administrators.
@Repository
public class Reports {
    private final JdbcClient jdbc;
    private final Clock clock;

    Reports(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Keeps a complaint and returns its number.
    public long add(Report report) {
        return jdbc.sql(
                        "INSERT INTO reports (received_ts, reporter, room_id, event_id, target_user_id, reason, content)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?::jsonb) RETURNING id")
                .params(
                        Arrays.asList(
                                clock.millis(),
                                report.reporter().value(),
                                report.roomId() == null ? null : report.roomId().value(),
                                report.eventId() == null ? null : report.eventId().value(),
                                report.target() == null ? null : report.target().value(),
                                report.reason() == null ? null : report.reason().replace("\0", ""),
                                report.content().toString().replace("\\u0000", "")))
                .query(Long.class)
                .single();
    }
}
