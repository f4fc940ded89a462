package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Tokens by which a third party may ask this server who somebody is.
/// https://spec.matrix.org/v1.19/client-server-api/#openid
@Repository
public class OpenIdTokens {
    public static final Duration LIFETIME = Duration.ofHours(1);
    private static final int LENGTH = 40;

    private final JdbcClient jdbc;
    private final RandomGenerator random;
    private final Clock clock;

    OpenIdTokens(JdbcClient jdbc, RandomGenerator random, Clock clock) {
        this.jdbc = jdbc;
        this.random = random;
        this.clock = clock;
    }

    public String create(UserId user) {
        String token = TokenFormat.random(random, LENGTH);
        jdbc.sql("INSERT INTO openid_tokens (hash, user_id, expires_ts) VALUES (?, ?, ?)")
                .params(TokenHash.of(token), user.value(), clock.millis() + LIFETIME.toMillis())
                .update();
        return token;
    }

    public Optional<UserId> find(String token) {
        return jdbc.sql("SELECT user_id FROM openid_tokens WHERE hash = ? AND expires_ts > ?")
                .params(TokenHash.of(token), clock.millis())
                .query(String.class)
                .optional()
                .map(UserId::parse);
    }

    /// Forgets tokens that have expired, at most `limit`; returns how many.
    public int purge(int limit) {
        return jdbc.sql(
                        "DELETE FROM openid_tokens WHERE ctid = ANY (ARRAY(SELECT ctid FROM openid_tokens"
                                + " WHERE expires_ts < ? ORDER BY expires_ts LIMIT ?))")
                .params(clock.millis(), limit)
                .update();
    }
}
