package io.heddle.storage.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.event.StateKey;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What state events replaced: the event that held their key just before them. That never changes, so it is read once.
@Repository
public class ReplacedState {
    private static final long NONE = 0;

    private final JdbcClient jdbc;
    private final Events events;
    private final Cache<Long, Long> known = Caffeine.newBuilder().maximumSize(100_000).build();

    ReplacedState(JdbcClient jdbc, Events events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /// The replaced events of those of these events that are state and replaced any, by the number of the replacing event.
    public Map<Long, StoredEvent> by(Collection<StoredEvent> replacing) {
        Map<Long, Long> replaced = new HashMap<>();
        List<StoredEvent> missing = new ArrayList<>();
        for (StoredEvent event : replacing) {
            if (event.pdu().isState() && event.roomPosition() != null) {
                Long previous = known.getIfPresent(event.nid());
                if (previous == null) {
                    missing.add(event);
                } else if (previous != NONE) {
                    replaced.put(event.nid(), previous);
                }
            }
        }
        if (!missing.isEmpty()) {
            replaced.putAll(read(missing));
        }
        Map<Long, StoredEvent> found = new HashMap<>();
        if (!replaced.isEmpty()) {
            Map<Long, StoredEvent> previous = events.byNids(replaced.values());
            replaced.forEach((nid, of) -> {
                StoredEvent event = previous.get(of);
                if (event != null) {
                    found.put(nid, event);
                }
            });
        }
        return found;
    }

    private Map<Long, Long> read(List<StoredEvent> missing) {
        Map<Long, Long> replaced = new HashMap<>();
        jdbc.sql(
                        "SELECT k.nid, s.event_nid FROM"
                                + " unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])"
                                + " AS k (nid, room_nid, pos, type, state_key) JOIN room_state AS s"
                                + " ON s.room_nid = k.room_nid AND s.type = k.type AND s.state_key = k.state_key"
                                + " AND s.from_pos < k.pos AND s.to_pos >= k.pos")
                .params(
                        missing.stream().map(StoredEvent::nid).toArray(Long[]::new),
                        missing.stream().map(StoredEvent::roomNid).toArray(Long[]::new),
                        missing.stream().map(StoredEvent::position).toArray(Long[]::new),
                        missing.stream().map(event -> key(event).type()).toArray(String[]::new),
                        missing.stream().map(event -> key(event).key()).toArray(String[]::new))
                .query((row, number) -> replaced.put(row.getLong("nid"), row.getLong("event_nid")))
                .list();
        missing.forEach(event -> known.put(event.nid(), replaced.getOrDefault(event.nid(), NONE)));
        return replaced;
    }

    private static StateKey key(StoredEvent event) {
        return java.util.Objects.requireNonNull(event.pdu().stateKeyEntry());
    }
}
