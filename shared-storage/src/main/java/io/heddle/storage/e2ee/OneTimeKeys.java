package io.heddle.storage.e2ee;

import io.heddle.protocol.id.UserId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// One-time keys and fallback keys of local devices.
/// https://spec.matrix.org/v1.19/client-server-api/#one-time-and-fallback-keys
@Repository
public class OneTimeKeys {
    private final JdbcClient jdbc;

    OneTimeKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What is left of a device's keys.
    public KeyCounts counts(UserId user, String deviceId) {
        Map<String, Long> counts = new TreeMap<>();
        counts.put(KeyCounts.SIGNED_CURVE25519, 0L);
        jdbc.sql(
                        "SELECT algorithm, count(*) AS count FROM one_time_keys"
                                + " WHERE user_id = ? AND device_id = ? GROUP BY algorithm")
                .params(user.value(), deviceId)
                .query(row -> {
                    counts.put(row.getString("algorithm"), row.getLong("count"));
                });
        List<String> fallbacks =
                jdbc.sql(
                                "SELECT algorithm FROM fallback_keys"
                                        + " WHERE user_id = ? AND device_id = ? AND NOT used ORDER BY algorithm")
                        .params(user.value(), deviceId)
                        .query(String.class)
                        .list();
        return new KeyCounts(counts, fallbacks);
    }
}
