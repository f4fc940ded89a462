package io.heddle.storage.database;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A bounded cache of what is read from PostgreSQL, kept true by following a stream. An entry remembers the position that
/// this process had seen before it was read, and counts as long as nothing that concerns it changed after that; changes are
/// noted by the hash of what they concern, so that now and then an entry is read again for nothing. What many want at the same
/// moment, such as the syncs that one event woke, is read once.
public final class FollowingCache<K, V> {
    private static final int SLOTS = 1 << 15;
    private static final int LOCKS = 64;
    private static final long PATIENCE_MS = 500;

    private final Streams streams;
    private final StreamName stream;
    private final Function<? super K, ?> group;
    private final Cache<K, Entry<V>> entries;
    private final AtomicLongArray changes = new AtomicLongArray(SLOTS);
    private final ReentrantLock[] loading = new ReentrantLock[LOCKS];

    /// @param group what keys become stale together, such as the room of a key
    public FollowingCache(
            Streams streams, StreamName stream, long maximumSize, Function<? super K, ?> group) {
        this.streams = streams;
        this.stream = stream;
        this.group = group;
        this.entries = Caffeine.newBuilder().maximumSize(maximumSize).recordStats().build();
        Arrays.setAll(loading, i -> new ReentrantLock());
    }

    /// Notes that a key, or a group of keys, changed at a position of the stream. Called by a listener of that stream.
    public void changed(Object keyOrGroup, long position) {
        changes.accumulateAndGet(slot(keyOrGroup), position, Math::max);
    }

    /// The values of keys; `load` reads those that are not at hand, all at once, and leaves out what does not exist.
    public Map<K, V> getAll(Collection<K> keys, Function<List<K>, Map<K, V>> load) {
        Map<K, V> found = new HashMap<>();
        List<K> missing = new ArrayList<>();
        for (K key : keys) {
            Entry<V> entry = current(key);
            if (entry != null) {
                found.put(key, entry.value());
            } else {
                missing.add(key);
            }
        }
        if (missing.size() == 1) {
            found.putAll(loadOnce(missing.getFirst(), load));
        } else if (!missing.isEmpty()) {
            found.putAll(load(missing, load));
        }
        return found;
    }

    private @Nullable Entry<V> current(K key) {
        Entry<V> entry = entries.getIfPresent(key);
        return entry != null && entry.asOf() >= lastChange(key) ? entry : null;
    }

    /// Lets one read what others want too, unless that takes too long: who waits may hold what the reader needs.
    private Map<K, V> loadOnce(K key, Function<List<K>, Map<K, V>> load) {
        ReentrantLock lock = loading[slot(key) % LOCKS];
        boolean locked = tryLock(lock);
        try {
            Entry<V> entry = current(key);
            return entry != null ? Map.of(key, entry.value()) : load(List.of(key), load);
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
    }

    private static boolean tryLock(ReentrantLock lock) {
        try {
            return lock.tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Map<K, V> load(List<K> keys, Function<List<K>, Map<K, V>> load) {
        long asOf = streams.position(stream);
        Map<K, V> loaded = load.apply(keys);
        loaded.forEach((key, value) -> entries.put(key, new Entry<>(value, asOf)));
        return loaded;
    }

    /// The value of a key that always has one.
    public V get(K key, Function<K, V> load) {
        return Objects.requireNonNull(
                getAll(List.of(key), missing -> Map.of(key, load.apply(key))).get(key));
    }

    /// What meters look at.
    public Cache<?, ?> cache() {
        return entries;
    }

    private long lastChange(K key) {
        return Math.max(changes.get(slot(key)), changes.get(slot(group.apply(key))));
    }

    private static int slot(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash >>> 17;
    }

    private record Entry<V>(V value, long asOf) {}
}
