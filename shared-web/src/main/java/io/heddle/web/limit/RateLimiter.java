package io.heddle.web.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.config.RateLimitSettings;
import io.heddle.storage.account.AccountState;
import io.heddle.storage.account.AccountStates;
import io.heddle.storage.appservice.AppServices;
import io.heddle.web.auth.Requester;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/// Refuses what comes too often with 429 M_LIMIT_EXCEEDED. Counts are of this process. Exempt are accounts marked as unlimited,
/// application services themselves, and their users unless the service is to be limited.
/// https://spec.matrix.org/v1.19/client-server-api/#rate-limiting
@Component
public class RateLimiter {
    private static final int TRACKED = 200_000;
    private static final Duration KEPT = Duration.ofHours(2);

    private final AppServices appServices;
    private final AccountStates accounts;
    private final Clock clock;
    private final RateLimitSettings settings;
    private final boolean enabled;
    private final Map<Limit, Bucket> buckets = new EnumMap<>(Limit.class);
    private final Cache<Key, AtomicLong> fullAt =
            Caffeine.newBuilder().maximumSize(TRACKED).expireAfterAccess(KEPT).build();

    RateLimiter(
            AppServices appServices,
            AccountStates accounts,
            Clock clock,
            HomeserverSettings homeserver,
            RateLimitSettings settings) {
        this.appServices = appServices;
        this.accounts = accounts;
        this.clock = clock;
        this.settings = settings;
        this.enabled = homeserver.rateLimits().enabled();
        for (Limit limit : Limit.values()) {
            buckets.put(limit, Bucket.of(limit.perSecond(settings), limit.burstCount(settings)));
        }
    }

    /// Whether the settings name the limit.
    public boolean isSet(Limit limit) {
        return limit.isSet(settings);
    }

    /// Counts one more for the user, or refuses.
    public void check(Limit limit, Requester requester) {
        check(limit, requester, requester.userId().value());
    }

    /// Counts one more for something else than the user, say the room, unless the user is exempt; or refuses.
    public void check(Limit limit, Requester requester, String key) {
        if (enabled && !isExempt(requester)) {
            check(limit, key);
        }
    }

    /// Refuses when there is no room for so many more, without counting.
    public void peek(Limit limit, Requester requester, String key, int count) {
        if (enabled && !isExempt(requester)) {
            refuse(bucket(limit).waitMs(tracked(limit, key).get(), clock.millis(), count));
        }
    }

    /// Counts one more for someone unknown, known by their address for example; or refuses.
    public void check(Limit limit, String key) {
        if (!enabled) {
            return;
        }
        refuse(bucket(limit).take(tracked(limit, key), clock.millis()));
    }

    /// Refuses when there is no more room, without counting.
    public void peek(Limit limit, String key) {
        if (enabled) {
            refuse(bucket(limit).waitMs(tracked(limit, key).get(), clock.millis(), 1));
        }
    }

    private static void refuse(long waitMs) {
        if (waitMs > 0) {
            throw MatrixException.limitExceeded(waitMs);
        }
    }

    /// Counts one more and never refuses.
    public void count(Limit limit, String key) {
        if (enabled) {
            bucket(limit).take(tracked(limit, key), clock.millis());
        }
    }

    /// Counts one more even where there is no room for it: it happened, and what follows waits the longer.
    public void record(Limit limit, String key) {
        if (enabled) {
            bucket(limit).put(tracked(limit, key), clock.millis());
        }
    }

    private boolean isExempt(Requester requester) {
        String service = requester.appService();
        if (service != null
                && appServices
                        .find(service)
                        .map(known ->
                                !known.rateLimited() || known.sender().equals(requester.userId()))
                        .orElse(false)) {
            return true;
        }
        return accounts.find(requester.userId()).map(AccountState::unlimited).orElse(false);
    }

    private Bucket bucket(Limit limit) {
        return java.util.Objects.requireNonNull(buckets.get(limit));
    }

    private AtomicLong tracked(Limit limit, String key) {
        return fullAt.get(new Key(limit, key), unseen -> new AtomicLong());
    }

    private record Key(Limit limit, String key) {}

    /// A bucket kept as one number: when it will be full again, in microseconds. Each taking moves that on by one interval;
    /// there is room while it is less than `burst` intervals ahead.
    private record Bucket(double interval, double burst) {

        static Bucket of(double perSecond, double burst) {
            return new Bucket(1e6 / Math.max(1e-6, perSecond), burst);
        }

        /// How long to wait until there is room for so many more; 0 when there is.
        long waitMs(long fullAt, long nowMs, int count) {
            double ahead = Math.max(0, fullAt - nowMs * 1000);
            return (long) Math.ceil(Math.max(0, ahead - (burst - count) * interval) / 1000);
        }

        void put(AtomicLong fullAt, long nowMs) {
            fullAt.updateAndGet(seen -> after(seen, nowMs));
        }

        /// Rounded down: what adds up must not take a whole one away.
        private long after(long fullAt, long nowMs) {
            return (long) Math.floor(Math.max(fullAt, nowMs * 1000) + interval);
        }

        long take(AtomicLong fullAt, long nowMs) {
            while (true) {
                long seen = fullAt.get();
                long wait = waitMs(seen, nowMs, 1);
                if (wait > 0) {
                    return wait;
                }
                if (fullAt.compareAndSet(seen, after(seen, nowMs))) {
                    return 0;
                }
            }
        }
    }
}
