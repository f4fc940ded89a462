package io.heddle.storage.filter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.Json;
import io.heddle.replication.meter.MeasuredCaches;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/// Filters by user and number. A stored filter never changes, and the same filter gets the same number again.
@Repository
public class UserFilters implements MeasuredCaches {
    private static final int CACHED = 20_000;

    private final JdbcClient jdbc;
    private final Cache<Key, ObjectNode> cache =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();

    UserFilters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Stores a filter and returns its number.
    public long store(UserId user, ObjectNode filter) {
        byte[] bytes = CanonicalJson.encodeLenient(filter);
        byte[] digest = digest(bytes);
        return number(user, digest).orElseGet(() -> insert(user, digest, bytes));
    }

    /// Two at a time may try the same number: the loser tries again.
    private long insert(UserId user, byte[] digest, byte[] bytes) {
        while (true) {
            jdbc.sql(
                            "INSERT INTO user_filters (user_id, filter_id, digest, filter)"
                                    + " SELECT ?, coalesce(max(filter_id) + 1, 0), ?, ? FROM user_filters WHERE user_id = ?"
                                    + " ON CONFLICT DO NOTHING")
                    .params(user.value(), digest, bytes, user.value())
                    .update();
            Optional<Long> number = number(user, digest);
            if (number.isPresent()) {
                return number.get();
            }
        }
    }

    private Optional<Long> number(UserId user, byte[] digest) {
        return jdbc.sql("SELECT filter_id FROM user_filters WHERE user_id = ? AND digest = ?")
                .params(user.value(), digest)
                .query(Long.class)
                .optional();
    }

    /// A stored filter, not to be changed; empty when there is none of this id.
    public Optional<ObjectNode> find(UserId user, String filterId) {
        if (filterId.isEmpty()
                || filterId.length() > 18
                || !filterId.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        Key key = new Key(user, Long.parseLong(filterId));
        ObjectNode cached = cache.getIfPresent(key);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<ObjectNode> found =
                jdbc.sql("SELECT filter FROM user_filters WHERE user_id = ? AND filter_id = ?")
                        .params(user.value(), key.number())
                        .query((row, number) -> Json.parseObject(row.getBytes("filter")))
                        .optional();
        found.ifPresent(filter -> cache.put(key, filter));
        return found;
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Key(UserId user, long number) {}

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("filters", cache);
    }
}
