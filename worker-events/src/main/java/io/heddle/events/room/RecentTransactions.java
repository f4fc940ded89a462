package io.heddle.events.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.account.AccountStates;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// The last few transactions of each user, done and under way: a repeated request gets the same answer without a look
/// into PostgreSQL. Those that are not here any more are found when the event is about to be stored a second time.
/// https://spec.matrix.org/v1.19/client-server-api/#transaction-identifiers
@Component
class RecentTransactions {
    private static final int USERS = 20_000;
    private static final int PER_USER = 64;

    private final Cache<String, Transactions> users =
            Caffeine.newBuilder()
                    .maximumSize(USERS)
                    .expireAfterAccess(Duration.ofMinutes(30))
                    .build();

    RecentTransactions(Streams streams) {
        streams.<StreamRow.CacheInvalidation>listen(
                StreamName.CACHES, (from, to, rows) -> rows.forEach(this::forget));
    }

    /// A device that is gone and comes back is another one: what is stored knows which transactions are still its own.
    private void forget(StreamRow.CacheInvalidation changed) {
        if (changed.cache().equals(AccountStates.CACHE)) {
            if (changed.key() == null) {
                users.invalidateAll();
            } else {
                users.invalidate(changed.key());
            }
        }
    }

    /// Runs `send` unless this transaction did or does already; then its outcome is the answer.
    EventId once(UserId user, RoomId room, ClientTransaction transaction, Supplier<EventId> send) {
        Transactions ofUser = users.get(user.value(), unseen -> new Transactions());
        Key key = new Key(room.value(), transaction);
        CompletableFuture<EventId> mine = new CompletableFuture<>();
        CompletableFuture<EventId> earlier = ofUser.putIfAbsent(key, mine);
        if (earlier != null) {
            return join(earlier);
        }
        try {
            EventId sent = send.get();
            mine.complete(sent);
            return sent;
        } catch (RuntimeException | Error e) {
            ofUser.remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static EventId join(CompletableFuture<EventId> future) {
        try {
            return Objects.requireNonNull(future.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private record Key(String room, ClientTransaction transaction) {}

    private static final class Transactions {
        private final Map<Key, CompletableFuture<EventId>> newest =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(
                            Map.Entry<Key, CompletableFuture<EventId>> eldest) {
                        return size() > PER_USER;
                    }
                };

        synchronized CompletableFuture<EventId> putIfAbsent(
                Key key, CompletableFuture<EventId> future) {
            return newest.putIfAbsent(key, future);
        }

        synchronized void remove(Key key, CompletableFuture<EventId> future) {
            newest.remove(key, future);
        }
    }
}
