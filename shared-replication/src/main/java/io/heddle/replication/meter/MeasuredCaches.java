package io.heddle.replication.meter;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.Map;

/// A bean whose caches are metered, by their names. They are to be built with `recordStats()`.
public interface MeasuredCaches {
    Map<String, Cache<?, ?>> caches();
}
