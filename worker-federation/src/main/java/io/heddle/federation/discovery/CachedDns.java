package io.heddle.federation.discovery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Remembers what DNS said: shortly for addresses, longer for services, shortest for nothing.
final class CachedDns implements Dns {
    private static final int CACHED = 20_000;
    private static final Duration ADDRESSES = Duration.ofMinutes(1);
    private static final Duration SERVICES = Duration.ofMinutes(5);
    private static final Duration NOTHING = Duration.ofSeconds(20);

    private final Dns dns;
    private final Cache<String, List<InetAddress>> addresses = cache(ADDRESSES);
    private final Cache<String, List<Service>> services = cache(SERVICES);

    CachedDns(Dns dns) {
        this.dns = dns;
    }

    private static <T> Cache<String, List<T>> cache(Duration found) {
        return Caffeine.newBuilder()
                .maximumSize(CACHED)
                .expireAfter(
                        Expiry.<String, List<T>>writing(
                                (name, value) -> value.isEmpty() ? NOTHING : found))
                .build();
    }

    @Override
    public List<InetAddress> addresses(String host) {
        return get(addresses, host, dns::addresses);
    }

    @Override
    public List<Service> services(String name) {
        return get(services, name, dns::services);
    }

    /// Two who ask at once both look, so that nobody waits inside the cache.
    private static <T> List<T> get(
            Cache<String, List<T>> cache, String name, Function<String, List<T>> look) {
        String key = name.toLowerCase(Locale.ROOT);
        List<T> known = cache.getIfPresent(key);
        if (known == null) {
            known = look.apply(key);
            cache.put(key, known);
        }
        return known;
    }
}
