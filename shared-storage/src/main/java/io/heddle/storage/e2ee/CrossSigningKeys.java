package io.heddle.storage.e2ee;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/// The cross-signing keys of users. https://spec.matrix.org/v1.19/client-server-api/#cross-signing
@Repository
public class CrossSigningKeys {
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final DeviceLists deviceLists;
    private final Clock clock;

    CrossSigningKeys(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            DeviceLists deviceLists,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.deviceLists = deviceLists;
        this.clock = clock;
    }

    /// A user's keys as they were uploaded.
    public Map<CrossSigningUsage, ObjectNode> find(UserId user) {
        Map<CrossSigningUsage, ObjectNode> keys = new EnumMap<>(CrossSigningUsage.class);
        jdbc.sql("SELECT usage, key FROM cross_signing_keys WHERE user_id = ?")
                .param(user.value())
                .query(row -> {
                    keys.put(usage(row.getString("usage")), Json.parseObject(row.getBytes("key")));
                });
        return keys;
    }

    static CrossSigningUsage usage(String key) {
        return CrossSigningUsage.valueOf(key.toUpperCase(Locale.ROOT));
    }

    /// Whether the user must prove who they are before keys are replaced: not for the first ones.
    public boolean needsProof(UserId user) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM cross_signing_keys WHERE user_id = ? AND usage = 'master'"
                                + " AND (replaceable_until_ts IS NULL OR replaceable_until_ts <= ?))")
                .params(user.value(), clock.millis())
                .query(Boolean.class)
                .single();
    }

    /// Lets keys be replaced without proof until a time; false when the user has none.
    public boolean allowReplacement(UserId user, long untilTs) {
        return jdbc.sql(
                                "UPDATE cross_signing_keys SET replaceable_until_ts = ? WHERE user_id = ? AND usage = 'master'")
                        .params(untilTs, user.value())
                        .update()
                == 1;
    }

    /// Stores keys, each instead of the present one of its usage. Fails with 403 when one has the id of a device.
    ///
    /// @param keys keys and their ids, in canonical JSON
    /// @param proved the user has proved who they are; without it the keys must be the user's first
    /// @return false when proof is needed after all
    public boolean put(UserId user, Map<CrossSigningUsage, NewKey> keys, boolean proved) {
        List<Runnable> after = new ArrayList<>();
        Boolean done =
                transactions.execute(status -> {
                    lockAccount(user);
                    if (!proved && needsProof(user)) {
                        return false;
                    }
                    checkIds(user, keys);
                    keys.forEach((usage, key) -> write(user, usage, key));
                    after.add(told(user, keys));
                    return true;
                });
        after.forEach(Runnable::run);
        return Boolean.TRUE.equals(done);
    }

    private void lockAccount(UserId user) {
        jdbc.sql("SELECT 1 FROM accounts WHERE user_id = ? FOR NO KEY UPDATE")
                .param(user.value())
                .query(Integer.class)
                .optional();
    }

    private void checkIds(UserId user, Map<CrossSigningUsage, NewKey> keys) {
        boolean inUse =
                jdbc.sql(
                                "SELECT EXISTS (SELECT FROM devices WHERE user_id = ? AND device_id = ANY (?))")
                        .params(
                                user.value(),
                                keys.values().stream().map(NewKey::id).toArray(String[]::new))
                        .query(Boolean.class)
                        .single();
        if (inUse) {
            throw MatrixException.forbidden("Key ID in use");
        }
    }

    private void write(UserId user, CrossSigningUsage usage, NewKey key) {
        jdbc.sql(
                        "INSERT INTO cross_signing_keys (user_id, usage, key) VALUES (?, ?, ?)"
                                + " ON CONFLICT (user_id, usage) DO UPDATE"
                                + " SET key = excluded.key, replaceable_until_ts = NULL")
                .params(user.value(), usage.key(), key.json())
                .update();
    }

    /// A user-signing key concerns nobody but its user.
    private Runnable told(UserId user, Map<CrossSigningUsage, NewKey> keys) {
        boolean seenByAll =
                keys.keySet().stream().anyMatch(usage -> usage != CrossSigningUsage.USER_SIGNING);
        return seenByAll
                ? deviceLists.changed(user, List.of(DeviceLists.CROSS_SIGNING))
                : deviceLists.changedFor(user, List.of(user.value()));
    }

    /// @param id the public key, which stands in the place of a device id
    public record NewKey(String id, byte[] json) {}
}
