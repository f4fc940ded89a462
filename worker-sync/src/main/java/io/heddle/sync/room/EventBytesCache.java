package io.heddle.sync.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.ReplacedState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/// Makes an event's bytes once for all its readers. What the bytes need beside the event (the state it replaced, the event
/// that redacted it) is read for many events at once.
@Component
public class EventBytesCache implements MeasuredCaches {
    private static final long MAX_BYTES = 48L << 20;

    private final Events events;
    private final ReplacedState replacedState;
    private final Cache<Long, EventBytes> byNid =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_BYTES)
                    .weigher((Long nid, EventBytes bytes) -> bytes.weight())
                    .recordStats()
                    .build();

    EventBytesCache(Events events, ReplacedState replacedState) {
        this.events = events;
        this.replacedState = replacedState;
    }

    /// The bytes of these events, by number.
    public Map<Long, EventBytes> of(Collection<StoredEvent> wanted) {
        Map<Long, EventBytes> found = new HashMap<>();
        List<StoredEvent> missing = new ArrayList<>();
        for (StoredEvent event : wanted) {
            EventBytes bytes = byNid.getIfPresent(event.nid());
            if (bytes != null && bytes.isOf(event)) {
                found.put(event.nid(), bytes);
            } else {
                missing.add(event);
            }
        }
        if (missing.size() == 1) {
            found.put(missing.getFirst().nid(), once(missing.getFirst()));
        } else if (!missing.isEmpty()) {
            make(missing)
                    .forEach((nid, bytes) -> {
                        byNid.put(nid, bytes);
                        found.put(nid, bytes);
                    });
        }
        return found;
    }

    /// Makes the bytes of one event; those whom the event woke with others wait for them instead of making their own.
    private EventBytes once(StoredEvent event) {
        long nid = event.nid();
        EventBytes known =
                byNid.get(nid, key -> Objects.requireNonNull(make(List.of(event)).get(key)));
        if (known.isOf(event)) {
            return known;
        }
        EventBytes made = Objects.requireNonNull(make(List.of(event)).get(nid));
        byNid.put(nid, made);
        return made;
    }

    private Map<Long, EventBytes> make(List<StoredEvent> missing) {
        Map<Long, StoredEvent> replaced = replacedState.by(missing);
        Map<EventId, StoredEvent> redactions = redactions(missing);
        Map<Long, EventBytes> made = new HashMap<>();
        for (StoredEvent event : missing) {
            made.put(
                    event.nid(),
                    EventBytes.of(
                            event,
                            replaced.get(event.nid()),
                            event.redactedBy() == null
                                    ? null
                                    : redactions.get(event.redactedBy())));
        }
        return made;
    }

    private Map<EventId, StoredEvent> redactions(List<StoredEvent> missing) {
        List<EventId> ids =
                missing.stream()
                        .map(StoredEvent::redactedBy)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        return ids.isEmpty() ? Map.of() : events.findAll(ids);
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("sync_event_bytes", byNid);
    }
}
