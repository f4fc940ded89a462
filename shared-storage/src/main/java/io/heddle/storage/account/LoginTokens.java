package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Short-lived tokens that log in once. https://spec.matrix.org/v1.19/client-server-api/#token-based
@Repository
public class LoginTokens {
    public static final Duration LIFETIME = Duration.ofMinutes(2);
    private static final int LENGTH = 40;

    private final JdbcClient jdbc;
    private final RandomGenerator random;
    private final Clock clock;

    LoginTokens(JdbcClient jdbc, RandomGenerator random, Clock clock) {
        this.jdbc = jdbc;
        this.random = random;
        this.clock = clock;
    }

    public String create(UserId user) {
        String token = "hdt_" + TokenFormat.random(random, LENGTH);
        jdbc.sql("INSERT INTO login_tokens (hash, user_id, expires_ts) VALUES (?, ?, ?)")
                .params(TokenHash.of(token), user.value(), clock.millis() + LIFETIME.toMillis())
                .update();
        return token;
    }

    /// Whose token this is; it is void from now on.
    public Optional<UserId> consume(String token) {
        return jdbc.sql("DELETE FROM login_tokens WHERE hash = ? RETURNING user_id, expires_ts")
                .param(TokenHash.of(token))
                .query((row, number) ->
                        row.getLong("expires_ts") > clock.millis() ? row.getString("user_id") : "")
                .optional()
                .filter(user -> !user.isEmpty())
                .map(UserId::parse);
    }

    /// Forgets tokens that have expired, at most `limit`; returns how many.
    public int purge(int limit) {
        return jdbc.sql(
                        "DELETE FROM login_tokens WHERE ctid = ANY (ARRAY(SELECT ctid FROM login_tokens"
                                + " WHERE expires_ts < ? ORDER BY expires_ts LIMIT ?))")
                .params(clock.millis(), limit)
                .update();
    }
}
