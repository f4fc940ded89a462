package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Users who are about to leave all their rooms, until they have.
@Repository
public class Partings {
    private final JdbcClient jdbc;
    private final Clock clock;

    Partings(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public void begin(UserId user) {
        jdbc.sql(
                        "INSERT INTO parting_users (user_id, created_ts) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(user.value(), clock.millis())
                .update();
    }

    public void end(UserId user) {
        jdbc.sql("DELETE FROM parting_users WHERE user_id = ?").param(user.value()).update();
    }

    /// Who is not done, the longest waiting first.
    public List<UserId> pending() {
        return jdbc
                .sql(
                        "SELECT user_id FROM parting_users p JOIN accounts a USING (user_id) WHERE a.deactivated"
                                + " ORDER BY p.created_ts LIMIT 1000")
                .query(String.class)
                .list()
                .stream()
                .map(UserId::parse)
                .toList();
    }
}
