package io.heddle.storage.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.storage.cache.CacheInvalidations;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/// The accounts in use, in memory. A change of an account, its devices or its tokens drops it everywhere by the caches
/// stream, and with it what others keep that names this very [Entry].
@Component
public class AccountStates implements SmartInitializingSingleton, MeasuredCaches {
    /// The cache's name in the caches stream; keys are user ids.
    /// The cache whose entries, by user, go stale with an account, its sessions and its devices.
    public static final String CACHE = "accounts";

    private static final int CACHED = 50_000;
    private static final int STRIPES = 4096;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Accounts accounts;
    private final CacheInvalidations invalidations;
    private final Cache<UserId, Entry> byUser =
            Caffeine.newBuilder()
                    .maximumSize(CACHED)
                    .expireAfterWrite(LONGEST)
                    .recordStats()
                    .build();
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);

    AccountStates(Accounts accounts, CacheInvalidations invalidations) {
        this.accounts = accounts;
        this.invalidations = invalidations;
    }

    @Override
    public void afterSingletonsInstantiated() {
        invalidations.listen(CACHE, this::drop);
    }

    /// Without I/O: null when not in memory.
    public @Nullable Entry cached(UserId user) {
        return byUser.getIfPresent(user);
    }

    public Optional<AccountState> find(UserId user) {
        Entry entry = load(user);
        return entry == null ? Optional.empty() : Optional.of(entry.state());
    }

    /// The entry of a user, from memory or PostgreSQL; null when there is no such account. Whoever reads more about the
    /// user must do it after this call, and keep it only while [#isCurrent].
    public @Nullable Entry load(UserId user) {
        Entry cached = byUser.getIfPresent(user);
        if (cached != null) {
            return cached;
        }
        long before = changes.get(stripe(user));
        Entry read = accounts.find(user).map(AccountState::of).map(Entry::new).orElse(null);
        if (read == null) {
            return null;
        }
        byUser.put(user, read);
        if (changes.get(stripe(user)) != before) {
            byUser.invalidate(user);
        }
        return read;
    }

    /// Whether nothing of the user has changed since the entry was loaded.
    public boolean isCurrent(Entry entry) {
        return byUser.getIfPresent(entry.state().userId()) == entry;
    }

    private void drop(@Nullable String user) {
        if (user == null) {
            byUser.invalidateAll();
            return;
        }
        UserId id = UserId.parse(user);
        changes.incrementAndGet(stripe(id));
        byUser.invalidate(id);
    }

    private static int stripe(UserId user) {
        return Math.floorMod(user.hashCode(), STRIPES);
    }

    /// One reading of an account: compared by identity.
    public static final class Entry {
        private final AccountState state;

        private Entry(AccountState state) {
            this.state = state;
        }

        public AccountState state() {
            return state;
        }
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("accounts", byUser);
    }
}
