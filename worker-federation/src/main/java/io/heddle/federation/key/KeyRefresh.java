package io.heddle.federation.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.ServerName;
import io.heddle.storage.keys.RemoteKeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Fetches keys and stores them: from the servers, then from notaries; the other way round where many servers are asked for.
/// A server is asked once a minute at most, and once by all who want its keys at the same time.
@Component
class KeyRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRefresh.class);
    private static final Executor VIRTUAL =
            task -> Thread.ofVirtual().name("server-keys").start(task);
    private static final int REMEMBERED = 50_000;
    private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 20;

    private final RemoteKeyStore store;
    private final KeyFetcher fetcher;
    private final Clock clock;
    private final Cache<ServerName, Boolean> lately =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(BETWEEN_FETCHES).build();
    private final Map<ServerName, CompletableFuture<@Nullable KeyDocument>> running =
            new ConcurrentHashMap<>();

    KeyRefresh(RemoteKeyStore store, KeyFetcher fetcher, Clock clock) {
        this.store = store;
        this.fetcher = fetcher;
        this.clock = clock;
    }

    boolean isDue(ServerName server) {
        return lately.getIfPresent(server) == null;
    }

    /// Fetches keys; when it returns, what there is to be had is stored.
    ///
    /// @param wanted server → key id → until when the key should be valid; no key ids for whatever the server has
    /// @param notaries whether others may be asked
    void fetch(Map<ServerName, Map<String, Long>> wanted, boolean notaries) {
        Map<ServerName, Map<String, Long>> due = new HashMap<>(wanted);
        due.keySet().removeIf(server -> !isDue(server));
        boolean ask = notaries && fetcher.hasNotaries();
        boolean first = ask && due.size() > MANY;
        if (first) {
            strike(due, kept(fetcher.fromNotaries(due)));
        }
        Set<ServerName> servers = new HashSet<>(wanted.keySet());
        servers.retainAll(running.keySet());
        servers.addAll(due.keySet());
        strike(due, direct(servers));
        if (ask && !first && !due.isEmpty()) {
            strike(due, kept(fetcher.fromNotaries(due)));
        }
    }

    private List<KeyDocument> direct(Collection<ServerName> servers) {
        Map<ServerName, CompletableFuture<@Nullable KeyDocument>> asked = new HashMap<>();
        for (ServerName server : servers) {
            CompletableFuture<@Nullable KeyDocument> future =
                    running.compute(
                            server, (name, current) -> current != null ? current : start(name));
            if (future != null) {
                asked.put(server, future);
            }
        }
        List<KeyDocument> found = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        asked.forEach((server, future) -> {
            KeyDocument document = await(future, deadline);
            if (future.isDone()) {
                running.remove(server, future);
            }
            if (document != null) {
                found.add(document);
            }
        });
        return found;
    }

    private @Nullable CompletableFuture<@Nullable KeyDocument> start(ServerName server) {
        return lately.asMap().putIfAbsent(server, true) == null
                ? CompletableFuture.supplyAsync(() -> keep(fetcher.direct(server)), VIRTUAL)
                : null;
    }

    private static @Nullable KeyDocument await(
            CompletableFuture<@Nullable KeyDocument> future, long deadline) {
        try {
            return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warn("Keys cannot be fetched", e.getCause());
        } catch (TimeoutException e) {
            LOG.debug("Keys take too long");
        }
        return null;
    }

    private @Nullable KeyDocument keep(@Nullable KeyDocument document) {
        if (document != null) {
            store.save(document.keys(clock.millis()));
        }
        return document;
    }

    private List<KeyDocument> kept(List<KeyDocument> documents) {
        long now = clock.millis();
        store.save(documents.stream().flatMap(document -> document.keys(now).stream()).toList());
        return documents;
    }

    /// Takes off what is wanted all that documents hold.
    private static void strike(
            Map<ServerName, Map<String, Long>> wanted, List<KeyDocument> documents) {
        for (KeyDocument document : documents) {
            Map<String, Long> keys = wanted.getOrDefault(document.server(), Map.of());
            boolean complete =
                    keys.entrySet().stream()
                            .allMatch(key -> document.holds(key.getKey(), key.getValue()));
            if (complete) {
                wanted.remove(document.server());
            }
        }
    }
}
