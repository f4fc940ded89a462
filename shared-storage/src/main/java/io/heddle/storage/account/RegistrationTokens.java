package io.heddle.storage.account;

import java.time.Clock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Tokens that let people register. https://spec.matrix.org/v1.19/client-server-api/#token-authenticated-registration
@Repository
public class RegistrationTokens {
    private static final String VALID =
            "token = ? AND (expires_ts IS NULL OR expires_ts > ?)"
                    + " AND (uses_allowed IS NULL OR pending + completed < uses_allowed)";

    private final JdbcClient jdbc;
    private final Clock clock;

    RegistrationTokens(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param usesAllowed how many may register with it, null for any number
    /// @return false when the token is there already
    public boolean create(String token, @Nullable Integer usesAllowed, @Nullable Long expiresTs) {
        return jdbc.sql(
                                "INSERT INTO registration_tokens (token, uses_allowed, expires_ts) VALUES (?, ?, ?)"
                                        + " ON CONFLICT DO NOTHING")
                        .params(Arrays.asList(token, usesAllowed, expiresTs))
                        .update()
                == 1;
    }

    public boolean isValid(String token) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM registration_tokens WHERE " + VALID + ")")
                .params(token, clock.millis())
                .query(Boolean.class)
                .single();
    }

    /// Takes one use for a registration under way; false when the token is not valid.
    public boolean reserve(String token) {
        return jdbc.sql("UPDATE registration_tokens SET pending = pending + 1 WHERE " + VALID)
                        .params(token, clock.millis())
                        .update()
                == 1;
    }

    /// The registration is done.
    public void use(String token) {
        jdbc.sql(
                        "UPDATE registration_tokens SET pending = greatest(0, pending - 1), completed = completed + 1"
                                + " WHERE token = ?")
                .param(token)
                .update();
    }

    /// The registration was given up.
    public void release(String token) {
        jdbc.sql(
                        "UPDATE registration_tokens SET pending = greatest(0, pending - 1) WHERE token = ?")
                .param(token)
                .update();
    }
}
