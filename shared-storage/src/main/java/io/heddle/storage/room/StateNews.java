package io.heddle.storage.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Tells caches which entries of rooms' state changed, as the events stream brings the events.
@Component
public class StateNews {
    private static final int ROOMS = 100_000;

    private final Cache<Long, String> lastEvents = Caffeine.newBuilder().maximumSize(ROOMS).build();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    StateNews(Streams streams) {
        streams.<StreamRow.Event>listen(
                StreamName.EVENTS, (from, to, rows) -> rows.forEach(this::note));
    }

    /// Hears of changes in order of position; must be quick.
    public interface Listener {
        /// @param key the entry that changed; null when any may have
        void changed(long roomNid, @Nullable StateKey key, long position);
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /// An event that follows the newest one alone changes no state but its own; one where forks meet may change all of it,
    /// and a redaction changes what an entry says.
    private void note(StreamRow.Event row) {
        String before = lastEvents.asMap().put(row.roomNid(), row.eventId());
        String stateKey = row.stateKey();
        if (!followsAlone(row.pdu(), before) || row.redacts() != null) {
            listeners.forEach(listener -> listener.changed(row.roomNid(), null, row.position()));
        } else if (stateKey != null) {
            StateKey key = new StateKey(row.type(), stateKey);
            listeners.forEach(listener -> listener.changed(row.roomNid(), key, row.position()));
        }
    }

    private static boolean followsAlone(@Nullable Pdu pdu, @Nullable String before) {
        if (pdu == null || before == null) {
            return false;
        }
        List<EventId> previous = pdu.prevEvents();
        return previous.size() == 1 && previous.getFirst().value().equals(before);
    }
}
