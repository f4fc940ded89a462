package io.heddle.storage.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.cache.CacheInvalidations;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Local users who left with the wish to be forgotten: those who were not there see what they wrote only redacted.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3accountdeactivate
@Repository
public class ErasedUsers implements SmartInitializingSingleton {
    /// The cache's name in the caches stream; keys are user ids.
    static final String CACHE = "erased_users";

    private static final int CACHED = 100_000;

    private final JdbcClient jdbc;
    private final CacheInvalidations invalidations;
    private final String ownDomain;
    private final Cache<String, Boolean> known =
            Caffeine.newBuilder()
                    .maximumSize(CACHED)
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .build();

    ErasedUsers(JdbcClient jdbc, CacheInvalidations invalidations, HomeserverSettings settings) {
        this.jdbc = jdbc;
        this.invalidations = invalidations;
        this.ownDomain = ":" + settings.serverName();
    }

    @Override
    public void afterSingletonsInstantiated() {
        invalidations.listen(CACHE, this::drop);
    }

    private void drop(@Nullable String user) {
        if (user == null) {
            known.invalidateAll();
        } else {
            known.put(user, true);
        }
    }

    /// Which of some users have been erased.
    public Set<String> among(Collection<String> userIds) {
        Set<String> erased = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        for (String user : userIds) {
            if (user.endsWith(ownDomain)) {
                Boolean is = known.getIfPresent(user);
                if (is == null) {
                    unknown.add(user);
                } else if (is) {
                    erased.add(user);
                }
            }
        }
        if (!unknown.isEmpty()) {
            List<String> found = read(unknown);
            unknown.forEach(user -> known.asMap().putIfAbsent(user, found.contains(user)));
            erased.addAll(found);
        }
        return erased;
    }

    private List<String> read(Set<String> users) {
        return jdbc.sql("SELECT user_id FROM accounts WHERE user_id = ANY (?) AND erased")
                .param(users.toArray(String[]::new))
                .query(String.class)
                .list();
    }
}
