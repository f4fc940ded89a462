package io.heddle.storage.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.replication.meter.MeasuredCaches;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Which transaction of which device made an event: what lets a device know its own events again. Stored together with the
/// event, so that it is read once.
@Repository
public class SentTransactions implements MeasuredCaches {
    private static final Sent NONE = new Sent("", "", "");

    private final JdbcClient jdbc;
    private final Cache<EventId, Sent> known =
            Caffeine.newBuilder().maximumSize(50_000).recordStats().build();

    SentTransactions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The transaction ids of those of these events that a device sent, and the delay ids of those that were delayed on any
    /// device of its user. Ask only for events of that user.
    public Map<EventId, SentMark> of(Collection<EventId> events, String userId, String deviceId) {
        Map<EventId, Sent> sent = new HashMap<>();
        List<EventId> missing = new ArrayList<>();
        for (EventId event : events) {
            Sent cached = known.getIfPresent(event);
            if (cached == null) {
                missing.add(event);
            } else {
                sent.put(event, cached);
            }
        }
        if (!missing.isEmpty()) {
            sent.putAll(read(missing, userId));
        }
        Map<EventId, SentMark> own = new HashMap<>();
        sent.forEach((event, by) -> {
            if (by.request().equals(ClientTransaction.DELAYED)) {
                own.put(event, SentMark.delay(by.txnId()));
            } else if (by.deviceId().equals(deviceId)) {
                own.put(event, SentMark.transaction(by.txnId()));
            }
        });
        return own;
    }

    /// Takes note of the transaction of a just committed event of a local user; null for none.
    public void remember(EventId event, @Nullable ClientTransaction transaction) {
        known.put(
                event,
                transaction == null
                        ? NONE
                        : new Sent(
                                transaction.deviceId(),
                                transaction.request(),
                                transaction.txnId()));
    }

    private Map<EventId, Sent> read(List<EventId> missing, String userId) {
        Map<EventId, Sent> found = new HashMap<>();
        jdbc.sql(
                        "SELECT event_id, device_id, request, txn_id FROM event_transactions WHERE event_id = ANY (?) AND user_id = ?")
                .params(missing.stream().map(EventId::value).toArray(String[]::new), userId)
                .query((row, number) ->
                        found.put(
                                EventId.parse(row.getString("event_id")),
                                new Sent(
                                        row.getString("device_id"),
                                        row.getString("request"),
                                        row.getString("txn_id"))))
                .list();
        missing.forEach(event -> known.put(event, found.getOrDefault(event, NONE)));
        return found;
    }

    private record Sent(String deviceId, String request, String txnId) {}

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("sent_transactions", known);
    }
}
