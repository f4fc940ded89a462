package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.usage.MonthlyActiveUsers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// When and from where devices were last used: gathered in memory, written every half minute in one statement a table.
@Repository
public class LastSeen implements SmartLifecycle {
    /// A device's entry is not written anew more often than this, unless its address changes.
    public static final Duration PRECISION = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(LastSeen.class);
    private static final Duration WRITE_EVERY = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofDays(28);
    private static final int MOST_WAITING = 50_000;
    private static final int LONGEST_AGENT = 500;

    private final JdbcClient jdbc;
    private final MonthlyActiveUsers active;
    private final Clock clock;
    private final Map<Place, Long> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("last-seen").factory());
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean running;

    LastSeen(JdbcClient jdbc, MonthlyActiveUsers active, Clock clock) {
        this.jdbc = jdbc;
        this.active = active;
        this.clock = clock;
    }

    /// Notes a use; cheap. Under a flood, uses are left out rather than kept without bound.
    public void record(
            UserId user,
            String deviceId,
            @Nullable String ip,
            @Nullable String userAgent,
            long ts) {
        if (waiting.size() < MOST_WAITING) {
            String agent =
                    userAgent == null
                            ? ""
                            : userAgent.substring(0, Math.min(LONGEST_AGENT, userAgent.length()));
            waiting.merge(
                    new Place(
                            user.value(), deviceId, ip == null ? "" : ip, agent.replace("\0", "")),
                    ts,
                    Math::max);
        }
    }

    /// Writes what waits. When that fails, times are lost and nothing else.
    public void flush() {
        writing.lock();
        try {
            write();
        } catch (RuntimeException e) {
            LOG.warn("Last-seen times not written: {}", e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    private void write() {
        List<Place> places = new ArrayList<>(waiting.keySet());
        if (places.isEmpty()) {
            return;
        }
        Long[] times = new Long[places.size()];
        for (int i = 0; i < times.length; i++) {
            Long ts = waiting.remove(places.get(i));
            times[i] = ts == null ? Long.valueOf(0) : ts;
        }
        Object[] columns = {
            places.stream().map(Place::user).toArray(String[]::new),
            places.stream().map(Place::device).toArray(String[]::new),
            places.stream().map(Place::ip).toArray(String[]::new),
            places.stream().map(Place::agent).toArray(String[]::new),
            times
        };
        String rows =
                "unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])"
                        + " AS s (user_id, device_id, ip, user_agent, ts)";
        jdbc.sql(
                        "INSERT INTO device_connections AS c (user_id, device_id, ip, user_agent, last_seen)"
                                + " SELECT s.* FROM "
                                + rows
                                + " JOIN devices d USING (user_id, device_id)"
                                + " ORDER BY s.user_id, s.device_id, s.ip, s.user_agent"
                                + " ON CONFLICT (user_id, device_id, ip, user_agent)"
                                + " DO UPDATE SET last_seen = greatest(c.last_seen, excluded.last_seen)")
                .params(columns)
                .update();
        jdbc.sql(
                        "UPDATE devices d SET last_seen_ts = s.ts, last_seen_ip = s.ip, last_seen_user_agent = s.user_agent"
                                + " FROM (SELECT DISTINCT ON (user_id, device_id) * FROM "
                                + rows
                                + " ORDER BY user_id, device_id, ts DESC) s"
                                + " WHERE d.user_id = s.user_id AND d.device_id = s.device_id"
                                + " AND coalesce(d.last_seen_ts, 0) < s.ts")
                .params(columns)
                .update();
        active.seen(newest(places, times));
    }

    private static Map<String, Long> newest(List<Place> places, Long[] times) {
        Map<String, Long> newest = new HashMap<>();
        for (int i = 0; i < times.length; i++) {
            newest.merge(places.get(i).user(), times[i], Math::max);
        }
        return newest;
    }

    /// The addresses a user was seen from lately, newest first.
    public List<Connection> ofUser(UserId user) {
        flush();
        return jdbc.sql(
                        "SELECT device_id, ip, user_agent, last_seen FROM device_connections WHERE user_id = ?"
                                + " ORDER BY last_seen DESC LIMIT 1000")
                .param(user.value())
                .query((row, number) ->
                        new Connection(
                                row.getString("device_id"),
                                row.getString("ip"),
                                row.getString("user_agent"),
                                row.getLong("last_seen")))
                .list();
    }

    /// Forgets addresses not seen for four weeks, at most `limit`; returns how many.
    public int purge(int limit) {
        return jdbc.sql(
                        "DELETE FROM device_connections WHERE ctid = ANY (ARRAY(SELECT ctid FROM device_connections"
                                + " WHERE last_seen < ? LIMIT ?))")
                .params(clock.millis() - KEPT.toMillis(), limit)
                .update();
    }

    @Override
    public void start() {
        running = true;
        timer.scheduleWithFixedDelay(
                this::flush, WRITE_EVERY.toMillis(), WRITE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdown();
        flush();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Stops after the web server, whose last requests count as well.
    @Override
    public int getPhase() {
        return 0;
    }

    /// Where a device was used from.
    public record Connection(String deviceId, String ip, String userAgent, long lastSeenTs) {}

    private record Place(String user, String device, String ip, String agent) {}
}
