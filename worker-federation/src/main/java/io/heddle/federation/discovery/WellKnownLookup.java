package io.heddle.federation.discovery;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.heddle.protocol.id.ServerName;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Who a host says its Matrix server is, as `/.well-known/matrix/server` tells. Answers are kept as long as they say, failures
/// longer each time; when a look-up fails, the last good answer stands in until it is two days old.
/// https://spec.matrix.org/v1.19/server-server-api/#getwell-knownmatrixserver
@Component
class WellKnownLookup {
    static final Duration LONGEST = Duration.ofHours(48);
    static final Duration FIRST_FAILURE = Duration.ofMinutes(5);
    static final Duration LONGEST_FAILURE = Duration.ofHours(1);
    private static final int CACHED = 20_000;

    private final WellKnownSource source;
    private final Clock clock;
    private final AsyncCache<String, Entry> cache;

    @Autowired
    WellKnownLookup(WellKnownSource source, Clock clock) {
        this(source, clock, Ticker.systemTicker());
    }

    WellKnownLookup(WellKnownSource source, Clock clock, Ticker ticker) {
        this.source = source;
        this.clock = clock;
        this.cache =
                Caffeine.newBuilder()
                        .maximumSize(CACHED)
                        .ticker(ticker)
                        .executor(task -> Thread.ofVirtual().name("well-known").start(task))
                        .expireAfter(Expiry.<String, Entry>writing((host, entry) -> LONGEST))
                        .buildAsync();
    }

    /// The server a host delegates to; null when it delegates to none.
    @Nullable ServerName find(String host) {
        String key = host.toLowerCase(Locale.ROOT);
        Entry entry = cache.get(key, (name, executor) -> load(name, null, executor)).join();
        if (entry.freshUntil() > clock.millis()) {
            return entry.delegate();
        }
        return refreshed(key, entry).delegate();
    }

    /// One of those who find an entry stale looks again; the others wait for it.
    private Entry refreshed(String host, Entry stale) {
        CompletableFuture<Entry> now =
                cache.asMap()
                        .compute(
                                host,
                                (name, current) ->
                                        current == null || isDone(current, stale)
                                                ? load(
                                                        name,
                                                        stale,
                                                        task ->
                                                                Thread.ofVirtual()
                                                                        .name("well-known")
                                                                        .start(task))
                                                : current);
        return now.join();
    }

    private static boolean isDone(CompletableFuture<Entry> current, Entry stale) {
        return current.isDone() && current.getNow(stale) == stale;
    }

    private CompletableFuture<Entry> load(String host, @Nullable Entry last, Executor executor) {
        return CompletableFuture.supplyAsync(() -> look(host, last), executor);
    }

    private Entry look(String host, @Nullable Entry last) {
        WellKnownSource.Answer answer = source.fetch(host);
        long now = clock.millis();
        if (answer.delegate() != null) {
            Duration kept = min(answer.lifetime(), LONGEST);
            return new Entry(answer.delegate(), now + kept.toMillis(), now, 0);
        }
        int failures = last == null ? 1 : last.failures() + 1;
        Duration pause = FIRST_FAILURE.multipliedBy(1L << Math.min(failures - 1, 10));
        long freshUntil = now + min(pause, LONGEST_FAILURE).toMillis();
        if (last != null
                && last.delegate() != null
                && now - last.fetchedTs() < LONGEST.toMillis()) {
            return new Entry(last.delegate(), freshUntil, last.fetchedTs(), failures);
        }
        return new Entry(null, freshUntil, now, failures);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// @param fetchedTs when the delegate was last heard of
    /// @param failures how many look-ups failed one after the other
    private record Entry(
            @Nullable ServerName delegate, long freshUntil, long fetchedTs, int failures) {}
}
