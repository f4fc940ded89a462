package io.heddle.e2e.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.storage.upkeep.Upkeep;
import io.heddle.storage.upkeep.UpkeepRunner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class UpkeepTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final HeddleServer server = HeddleServer.experimental();
    private final JdbcClient jdbc = server.bean(JdbcClient.class);
    private final UpkeepRunner runner = server.bean(UpkeepRunner.class);

    private Upkeep upkeep(String name) {
        return runner.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Rows of 40 days ago and of a moment ago, or (where the column is an end) from then and of a moment to come.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    event_transactions     | INSERT INTO event_transactions (user_id, device_id, room_nid, request, txn_id, event_id, created_ts) VALUES (:id, 'D', 1, '', 't', '$e', :ts)        | user_id
                    to_device_transactions | INSERT INTO to_device_transactions (user_id, device_id, event_type, txn_id, created_ts) VALUES (:id, 'D', 'm.x', 't', :ts)                       | user_id
                    cache_invalidations    | INSERT INTO cache_invalidations (position, cache, key, created_ts) VALUES (-:n, 'none', :id, :ts)                                             | key
                    uia_sessions           | INSERT INTO uia_sessions (id, created_ts, method, path, body) VALUES (:id, :ts, 'POST', '/', '{}')                                             | id
                    login_tokens           | INSERT INTO login_tokens (hash, user_id, expires_ts) VALUES (decode(md5(:id), 'hex'), :id, :ts)                                                | user_id
                    openid_tokens          | INSERT INTO openid_tokens (hash, user_id, expires_ts) VALUES (decode(md5(:id), 'hex'), :id, :ts)                                               | user_id
                    device_connections     | INSERT INTO device_connections (user_id, device_id, ip, user_agent, last_seen) VALUES (:id, 'D', '127.0.0.1', '', :ts)                          | user_id
                    sticky_events          | INSERT INTO sticky_events (position, room_nid, event_nid, expires_ts) VALUES (-:n, 0, :n, :ts)                                                  | event_nid::text
                    """)
    void what_has_run_out_goes_and_what_has_not_stays(String name, String insert, String key) {
        long now = System.nanoTime();
        String old = server.user("old").userId();
        String young = server.user("young").userId();
        long today = java.time.Clock.systemUTC().millis();
        insert(insert, old, now, today - 40 * DAY);
        insert(insert, young, now + 1, today + DAY / 2);
        assertThat(runner.run(upkeep(name))).isPositive();
        boolean numbered = key.startsWith("event_nid");
        assertThat(count(name, key, numbered ? Long.toString(now) : old)).isZero();
        assertThat(count(name, key, numbered ? Long.toString(now + 1) : young)).isEqualTo(1);
        assertThat(
                        server.bean(MeterRegistry.class)
                                .get("heddle.upkeep.rows")
                                .tag("work", name)
                                .counter()
                                .count())
                .isPositive();
    }

    private void insert(String sql, String id, long n, long ts) {
        String numbered = sql.replace(":n", Long.toString(n));
        var statement = jdbc.sql(numbered).param("ts", ts);
        (sql.contains(":id") ? statement.param("id", id) : statement).update();
    }

    private long count(String table, String key, String value) {
        return jdbc.sql("SELECT count(*) FROM " + table + " WHERE " + key + " = ?")
                .param(value)
                .query(Long.class)
                .single();
    }

    @Test
    void more_than_fits_a_step_goes_in_several() {
        String user = "@" + UUID.randomUUID() + ":test.local";
        jdbc.sql(
                        "INSERT INTO to_device_transactions (user_id, device_id, event_type, txn_id, created_ts)"
                                + " SELECT ?, 'D', 'm.x', n::text, 1 FROM generate_series(1, 2500) AS n")
                .param(user)
                .update();
        assertThat(runner.run(upkeep("to_device_transactions"))).isGreaterThanOrEqualTo(2500);
        assertThat(count("to_device_transactions", "user_id", user)).isZero();
    }
}
