package io.heddle.storage.usage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.UsageSettings;
import io.heddle.replication.config.UsageSettings.ReservedThreepid;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Who was here within a month. A user costs one write an hour at most, together with others; who is known to count costs
/// nothing. Guests, support users and accounts younger than the trial do not count.
@Repository
public class MonthlyActiveUsers {
    private static final Duration PRECISION = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final int REMEMBERED = 100_000;

    /// What an account must be to count; the one parameter is the time now. A service without trial days of its own has
    /// those of everybody.
    private static final String COUNTS =
            "NOT a.guest AND NOT a.deactivated AND a.user_type IS DISTINCT FROM 'support'"
                    + " AND a.created_ts <= ?::bigint - 86400000::bigint * coalesce("
                    + "(SELECT t.days FROM unnest(?::text[], ?::int[]) AS t (service, days)"
                    + " WHERE t.service = a.appservice_id), ?)";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final UsageSettings settings;
    private final Cache<String, Long> noted =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(PRECISION).build();

    private volatile long fullUntil;

    MonthlyActiveUsers(JdbcClient jdbc, Clock clock, UsageSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    public boolean isKept() {
        return settings.limitUsageByMau() || settings.mauStatsOnly();
    }

    /// Takes note of users seen, by user id, as far as there is room for those who are new.
    public void seen(Map<String, Long> times) {
        if (!isKept()) {
            return;
        }
        List<Map.Entry<String, Long>> news =
                times.entrySet().stream()
                        .filter(user -> noted.getIfPresent(user.getKey()) == null)
                        .toList();
        if (news.isEmpty()) {
            return;
        }
        String[] users = news.stream().map(Map.Entry::getKey).toArray(String[]::new);
        Long[] seen = news.stream().map(Map.Entry::getValue).toArray(Long[]::new);
        move(users, seen);
        add(users, seen);
    }

    private void move(String[] users, Long[] seen) {
        jdbc.sql(
                        "UPDATE monthly_active_users m SET last_seen_ts = greatest(m.last_seen_ts, s.ts)"
                                + " FROM unnest(?::text[], ?::bigint[]) AS s (user_id, ts)"
                                + " WHERE m.user_id = s.user_id RETURNING m.user_id")
                .params(users, seen)
                .query(String.class)
                .list()
                .forEach(this::remember);
    }

    /// Whether the user counts already.
    public boolean isIn(UserId user) {
        if (noted.getIfPresent(user.value()) != null) {
            return true;
        }
        boolean in =
                jdbc.sql("SELECT EXISTS (SELECT FROM monthly_active_users WHERE user_id = ?)")
                        .param(user.value())
                        .query(Boolean.class)
                        .single();
        if (in) {
            remember(user.value());
        }
        return in;
    }

    /// Counts the user if there is room for one more; whether there was, and the user is one who counts.
    public boolean admit(UserId user) {
        return !isFull()
                && !add(new String[] {user.value()}, new Long[] {clock.millis()}).isEmpty();
    }

    /// Adds users while there is room; those who may count and fit in.
    private List<String> add(String[] users, Long[] seen) {
        List<String> added =
                jdbc.sql(
                                "INSERT INTO monthly_active_users (user_id, last_seen_ts)"
                                        + " SELECT a.user_id, s.ts FROM unnest(?::text[], ?::bigint[]) AS s (user_id, ts)"
                                        + " JOIN accounts a ON a.user_id = s.user_id WHERE "
                                        + COUNTS
                                        + " AND NOT EXISTS (SELECT FROM monthly_active_users m WHERE m.user_id = a.user_id)"
                                        + " ORDER BY s.ts, a.user_id LIMIT ? ON CONFLICT DO NOTHING RETURNING user_id")
                        .params(
                                users,
                                seen,
                                clock.millis(),
                                settings.mauAppserviceTrialDays().keySet().toArray(String[]::new),
                                settings.mauAppserviceTrialDays().values().toArray(Integer[]::new),
                                settings.mauTrialDays(),
                                room())
                        .query(String.class)
                        .list();
        added.forEach(this::remember);
        return added;
    }

    private void remember(String user) {
        noted.put(user, clock.millis());
    }

    /// Whether there is no room for anybody else. That it is so is believed for a while.
    public boolean isFull() {
        long now = clock.millis();
        if (now < fullUntil) {
            return true;
        }
        if (room() > 0) {
            return false;
        }
        fullUntil = now + PATIENCE.toMillis();
        return true;
    }

    private long room() {
        return settings.limitUsageByMau()
                ? Math.max(0, settings.maxMauValue() - count())
                : Integer.MAX_VALUE;
    }

    /// How many count, users of application services left out.
    public long count() {
        return jdbc.sql(
                        "SELECT count(*) FROM monthly_active_users JOIN accounts USING (user_id)"
                                + " WHERE appservice_id IS NULL")
                .query(Long.class)
                .single();
    }

    /// Whether the account is too young to count, or of a kind that never does but must not be kept out.
    public boolean isSpared(UserId user) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM accounts a WHERE a.user_id = ? AND NOT a.guest AND NOT ("
                                + COUNTS
                                + "))")
                .params(
                        user.value(),
                        clock.millis(),
                        settings.mauAppserviceTrialDays().keySet().toArray(String[]::new),
                        settings.mauAppserviceTrialDays().values().toArray(Integer[]::new),
                        settings.mauTrialDays())
                .query(Boolean.class)
                .single();
    }

    /// Lets those go who were not here for a month, and who came first when there are too many; never those with a reserved
    /// third-party id, who come in.
    public void reap() {
        if (!isKept()) {
            return;
        }
        String[] reserved = reserved();
        jdbc.sql(
                        "INSERT INTO monthly_active_users (user_id, last_seen_ts) SELECT u, ? FROM unnest(?::text[]) u"
                                + " ON CONFLICT DO NOTHING")
                .params(clock.millis(), reserved)
                .update();
        jdbc.sql(
                        "DELETE FROM monthly_active_users WHERE last_seen_ts < ? AND user_id <> ALL (?::text[])")
                .params(clock.millis() - MONTH.toMillis(), reserved)
                .update();
        if (settings.limitUsageByMau()) {
            jdbc.sql(
                            "DELETE FROM monthly_active_users WHERE user_id IN (SELECT user_id FROM monthly_active_users"
                                    + " WHERE user_id <> ALL (?::text[]) ORDER BY last_seen_ts DESC, user_id OFFSET ?)")
                    .params(reserved, Math.max(0, settings.maxMauValue() - reserved.length))
                    .update();
        }
        noted.invalidateAll();
        fullUntil = 0;
    }

    private String[] reserved() {
        List<ReservedThreepid> ids =
                settings.mauLimitReservedThreepids().stream()
                        .limit(settings.maxMauValue())
                        .toList();
        return jdbc.sql(
                        "SELECT DISTINCT t.user_id FROM account_threepids t"
                                + " JOIN unnest(?::text[], ?::text[]) AS r (medium, address) USING (medium, address)")
                .params(
                        ids.stream().map(ReservedThreepid::medium).toArray(String[]::new),
                        ids.stream().map(ReservedThreepid::address).toArray(String[]::new))
                .query(String.class)
                .list()
                .toArray(String[]::new);
    }
}
