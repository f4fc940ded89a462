package io.heddle.storage.e2ee;

import static io.heddle.storage.database.Columns.texts;

import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.cache.CacheInvalidations;
import io.heddle.storage.database.FollowingCache;
import io.heddle.storage.database.StorableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// One-time keys and fallback keys of local devices.
/// https://spec.matrix.org/v1.19/client-server-api/#one-time-and-fallback-keys
@Repository
public class OneTimeKeys implements SmartInitializingSingleton {
    private static final String CACHE = "one_time_keys";
    private static final int CACHED = 100_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final CacheInvalidations invalidations;
    private final ObjectProvider<Streams> streams;
    private @Nullable FollowingCache<String, KeyCounts> cache;

    OneTimeKeys(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            CacheInvalidations invalidations,
            ObjectProvider<Streams> streams) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.invalidations = invalidations;
        this.streams = streams;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Streams followed = streams.getObject();
        FollowingCache<String, KeyCounts> counts =
                new FollowingCache<>(followed, StreamName.CACHES, CACHED, key -> CACHE);
        followed.<StreamRow.CacheInvalidation>listen(
                StreamName.CACHES,
                (from, to, rows) -> {
                    for (StreamRow.CacheInvalidation row : rows) {
                        if (row.cache().equals(CACHE)) {
                            counts.changed(row.key() == null ? CACHE : row.key(), row.position());
                        }
                    }
                });
        cache = counts;
    }

    /// What is left of a device's keys, from memory where possible.
    public KeyCounts counts(UserId user, String deviceId) {
        FollowingCache<String, KeyCounts> counts = cache;
        return counts == null
                ? read(user, deviceId)
                : counts.get(cacheKey(user.value(), deviceId), key -> read(user, deviceId));
    }

    KeyCounts read(UserId user, String deviceId) {
        Map<String, Long> counts = new TreeMap<>();
        counts.put(KeyCounts.SIGNED_CURVE25519, 0L);
        List<String> fallbacks = new ArrayList<>();
        jdbc.sql(
                        "SELECT algorithm, count(*) AS count FROM one_time_keys"
                                + " WHERE user_id = :user AND device_id = :device GROUP BY algorithm UNION ALL"
                                + " SELECT algorithm, -1 FROM fallback_keys"
                                + " WHERE user_id = :user AND device_id = :device AND NOT used")
                .param("user", user.value())
                .param("device", deviceId)
                .query(row -> {
                    if (row.getLong("count") < 0) {
                        fallbacks.add(row.getString("algorithm"));
                    } else {
                        counts.put(row.getString("algorithm"), row.getLong("count"));
                    }
                });
        return new KeyCounts(counts, fallbacks.stream().sorted().toList());
    }

    /// Notes that the counts of a device changed, as the last thing of a transaction; what it returns runs after the commit.
    Runnable countsChanged(UserId user, String deviceId) {
        return invalidations.write(CACHE, List.of(cacheKey(user.value(), deviceId)));
    }

    /// Takes one key of each kind asked for, the oldest first; no key is ever given out twice. Where none is left, the
    /// fallback key is given instead.
    public List<ClaimedKey> claim(Collection<KeyClaim> claims) {
        List<KeyClaim> wanted =
                claims.stream().map(KeyClaim::storable).distinct().sorted().toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Runnable> after = new ArrayList<>();
        List<ClaimedKey> claimed =
                transactions.execute(status -> {
                    List<ClaimedKey> taken = take(wanted);
                    Set<KeyClaim> found = new HashSet<>();
                    taken.forEach(key -> found.add(key.claim()));
                    List<KeyClaim> missing =
                            wanted.stream().filter(claim -> !found.contains(claim)).toList();
                    Set<String> changed = new HashSet<>();
                    found.forEach(claim -> changed.add(claim.cacheKey()));
                    List<ClaimedKey> all = new ArrayList<>(taken);
                    all.addAll(fallbacks(missing, changed));
                    after.add(invalidations.write(CACHE, changed));
                    return all;
                });
        after.forEach(Runnable::run);
        return claimed == null ? List.of() : claimed;
    }

    private List<ClaimedKey> take(List<KeyClaim> wanted) {
        return jdbc.sql(
                        "WITH picked AS MATERIALIZED ("
                                + "SELECT k.* FROM unnest(?::text[], ?::text[], ?::text[]) AS w (user_id, device_id, algorithm)"
                                + " CROSS JOIN LATERAL (SELECT o.user_id, o.device_id, o.algorithm, o.key_id"
                                + " FROM one_time_keys o WHERE o.user_id = w.user_id AND o.device_id = w.device_id"
                                + " AND o.algorithm = w.algorithm ORDER BY o.number LIMIT 1 FOR UPDATE SKIP LOCKED) k)"
                                + " DELETE FROM one_time_keys o USING picked p WHERE o.user_id = p.user_id"
                                + " AND o.device_id = p.device_id AND o.algorithm = p.algorithm AND o.key_id = p.key_id"
                                + " RETURNING o.user_id, o.device_id, o.algorithm, o.key_id, o.key")
                .params(
                        texts(wanted, KeyClaim::userId),
                        texts(wanted, KeyClaim::deviceId),
                        texts(wanted, KeyClaim::algorithm))
                .query(ClaimedKey::of)
                .list();
    }

    /// @param changed gets the devices whose fallback key was unused until now
    private List<ClaimedKey> fallbacks(List<KeyClaim> wanted, Set<String> changed) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "WITH found AS (SELECT f.* FROM unnest(?::text[], ?::text[], ?::text[]) AS w (user_id, device_id, algorithm)"
                                + " JOIN fallback_keys f USING (user_id, device_id, algorithm)),"
                                + " marked AS (UPDATE fallback_keys f SET used = true FROM found w WHERE NOT w.used"
                                + " AND f.user_id = w.user_id AND f.device_id = w.device_id AND f.algorithm = w.algorithm)"
                                + " SELECT user_id, device_id, algorithm, key_id, key, used FROM found")
                .params(
                        texts(wanted, KeyClaim::userId),
                        texts(wanted, KeyClaim::deviceId),
                        texts(wanted, KeyClaim::algorithm))
                .query((row, number) -> {
                    if (!row.getBoolean("used")) {
                        changed.add(cacheKey(row.getString("user_id"), row.getString("device_id")));
                    }
                    return ClaimedKey.of(row, number);
                })
                .list();
    }

    static String cacheKey(String user, String deviceId) {
        return user + " " + StorableText.of(deviceId);
    }
}
