package io.heddle.replication.meter;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// The meters of every cache. As in Synapse they are gauges without `_total`, though they only rise; sizes count entries,
/// or bytes for caches that weigh them.
@Component
class CacheMeters implements MeterBinder {
    private final ObjectProvider<MeasuredCaches> owners;

    CacheMeters(ObjectProvider<MeasuredCaches> owners) {
        this.owners = owners;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        owners.forEach(
                owner -> owner.caches().forEach((name, cache) -> bind(name, cache, registry)));
    }

    private static void bind(String name, Cache<?, ?> cache, MeterRegistry registry) {
        Tags tags = Tags.of("name", name);
        gauge("cache", "Look-ups", cache, all -> all.stats().requestCount(), tags, registry);
        gauge("cache.hits", "Found", cache, all -> all.stats().hitCount(), tags, registry);
        gauge("cache.size", "Entries", cache, Cache::estimatedSize, tags, registry);
        gauge("cache.max.size", "Bound", cache, CacheMeters::bound, tags, registry);
        gauge(
                "cache.evicted.size",
                "Dropped for want of room or for their age",
                cache,
                all -> all.stats().evictionCount(),
                tags.and("reason", "size"),
                registry);
    }

    private static void gauge(
            String name,
            String description,
            Cache<?, ?> cache,
            ToDoubleFunction<Cache<?, ?>> value,
            Tags tags,
            MeterRegistry registry) {
        Gauge.builder("synapse.util.caches." + name, cache, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private static double bound(Cache<?, ?> cache) {
        return cache.policy().eviction().map(eviction -> (double) eviction.getMaximum()).orElse(0.);
    }
}
