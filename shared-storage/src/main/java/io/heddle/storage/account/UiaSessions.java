package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sessions of user-interactive authentication. Kept in PostgreSQL, so that each step may reach another instance.
@Repository
public class UiaSessions {
    private static final Duration KEPT = Duration.ofHours(48);
    private static final int ID_LENGTH = 24;

    private final JdbcClient jdbc;
    private final RandomGenerator random;
    private final Clock clock;

    UiaSessions(JdbcClient jdbc, RandomGenerator random, Clock clock) {
        this.jdbc = jdbc;
        this.random = random;
        this.clock = clock;
    }

    public UiaSession create(@Nullable UserId user, String method, String path, ObjectNode body) {
        String id = TokenFormat.random(random, ID_LENGTH);
        jdbc.sql(
                        "INSERT INTO uia_sessions (id, created_ts, user_id, method, path, body)"
                                + " VALUES (?, ?, ?, ?, ?, ?::jsonb)")
                .params(
                        Arrays.asList(
                                id,
                                clock.millis(),
                                user == null ? null : user.value(),
                                method,
                                path,
                                text(body)))
                .update();
        return new UiaSession(id, user, method, path, body, Json.object(), Json.object());
    }

    public Optional<UiaSession> find(String id) {
        return jdbc.sql("SELECT * FROM uia_sessions WHERE id = ? AND created_ts > ?")
                .params(id, clock.millis() - KEPT.toMillis())
                .query(UiaSessions::session)
                .optional();
    }

    public void setBody(String id, ObjectNode body) {
        jdbc.sql("UPDATE uia_sessions SET body = ?::jsonb WHERE id = ?")
                .params(text(body), id)
                .update();
    }

    public void setData(String id, String key, String value) {
        jdbc.sql(
                        "UPDATE uia_sessions SET data = data || jsonb_build_object(?::text, ?::text) WHERE id = ?")
                .params(key, value, id)
                .update();
    }

    /// Notes a stage as finished.
    public void complete(String id, String stage, JsonNode proof) {
        jdbc.sql(
                        "UPDATE uia_sessions SET completed = completed || jsonb_build_object(?::text, ?::jsonb) WHERE id = ?")
                .params(stage, text(proof), id)
                .update();
    }

    /// Removes sessions that were left lying, at most `limit`.
    ///
    /// @return their data
    public List<ObjectNode> purge(int limit) {
        return jdbc.sql(
                        "DELETE FROM uia_sessions WHERE id = ANY (ARRAY(SELECT id FROM uia_sessions"
                                + " WHERE created_ts < ? ORDER BY created_ts LIMIT ?)) RETURNING data")
                .params(clock.millis() - KEPT.toMillis(), limit)
                .query((row, number) -> Json.parseObject(row.getString("data")))
                .list();
    }

    /// jsonb takes no NUL characters.
    private static String text(JsonNode node) {
        return node.toString().replace("\\u0000", "");
    }

    private static UiaSession session(ResultSet row, int number) throws SQLException {
        String user = row.getString("user_id");
        return new UiaSession(
                row.getString("id"),
                user == null ? null : UserId.parse(user),
                row.getString("method"),
                row.getString("path"),
                Json.parseObject(row.getString("body")),
                Json.parseObject(row.getString("data")),
                Json.parseObject(row.getString("completed")));
    }
}
