package io.heddle.storage.retention;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.config.HomeserverSettings.PurgeJob;
import io.heddle.storage.persist.EventDeletion;
import io.heddle.storage.room.MessageRetention;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Deletes messages that have expired, by the jobs that the settings name.
@Component
public class RetentionPurge {
    private static final int ROOMS_AT_ONCE = 2000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final MessageRetention retention;
    private final EventDeletion deletion;
    private final Clock clock;
    private final HomeserverSettings.Retention settings;

    RetentionPurge(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            MessageRetention retention,
            EventDeletion deletion,
            Clock clock,
            HomeserverSettings settings) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.retention = retention;
        this.deletion = deletion;
        this.clock = clock;
        this.settings = settings.retention();
    }

    /// A job to do again and again.
    public final class Job {
        private final String name;
        private final PurgeJob job;

        private Job(String name, PurgeJob job) {
            this.name = name;
            this.job = job;
        }

        public String name() {
            return name;
        }

        public Duration every() {
            return job.interval();
        }

        /// Deletes some messages; returns how many.
        public int step(int limit) {
            return purge(job, limit);
        }
    }

    /// The jobs; none where messages are kept for ever.
    public List<Job> upkeep() {
        if (!settings.enabled()) {
            return List.of();
        }
        List<PurgeJob> wanted =
                settings.purgeJobs().isEmpty()
                        ? List.of(new PurgeJob(Duration.ofDays(1), null, null))
                        : settings.purgeJobs();
        List<Job> jobs = new ArrayList<>();
        for (PurgeJob job : wanted) {
            jobs.add(new Job("retention_" + jobs.size(), job));
        }
        return jobs;
    }

    private int purge(PurgeJob job, int limit) {
        int deleted = 0;
        long after = 0;
        while (deleted < limit) {
            List<Long> rooms = rooms(after);
            if (rooms.isEmpty()) {
                break;
            }
            after = rooms.getLast();
            deleted += purge(job, rooms, limit - deleted);
        }
        return deleted;
    }

    /// The next rooms that may have a lifetime of messages, by number.
    private List<Long> rooms(long after) {
        return settings.defaultPolicy().maxLifetime() != null
                ? jdbc.sql("SELECT nid FROM rooms WHERE nid > ? ORDER BY nid LIMIT ?")
                        .params(after, ROOMS_AT_ONCE)
                        .query(Long.class)
                        .list()
                : jdbc.sql(
                                "SELECT room_nid FROM room_state WHERE room_nid > ? AND type = ? AND state_key = ''"
                                        + " AND to_pos = 9223372036854775807 ORDER BY room_nid LIMIT ?")
                        .params(after, MessageRetention.KEY.type(), ROOMS_AT_ONCE)
                        .query(Long.class)
                        .list();
    }

    private int purge(PurgeJob job, List<Long> candidates, int limit) {
        Map<Long, Long> lifetimes = retention.lifetimes(candidates);
        lifetimes.values().removeIf(lifetime -> !isOf(job, lifetime));
        if (lifetimes.isEmpty()) {
            return 0;
        }
        long now = clock.millis();
        List<Long> rooms = new ArrayList<>();
        List<Long> before = new ArrayList<>();
        lifetimes.forEach((room, lifetime) -> {
            rooms.add(room);
            before.add(now - lifetime);
        });
        return Objects.requireNonNull(
                transactions.execute(status -> deletion.deleteBefore(rooms, before, limit)));
    }

    private static boolean isOf(PurgeJob job, long lifetime) {
        Duration shortest = job.shortestMaxLifetime();
        Duration longest = job.longestMaxLifetime();
        return (shortest == null || lifetime > shortest.toMillis())
                && (longest == null || lifetime <= longest.toMillis());
    }
}
