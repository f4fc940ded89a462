package io.heddle.protocol.state;

import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The events of one resolution, each asked of the source once, and what follows from the auth events of each.
final class KnownEvents {
    private final EventSource source;
    private final Map<EventId, Optional<Pdu>> events = new HashMap<>();

    KnownEvents(EventSource source) {
        this.source = source;
    }

    @Nullable Pdu event(EventId id) {
        return events.computeIfAbsent(id, unknown -> Optional.ofNullable(source.event(unknown)))
                .orElse(null);
    }

    boolean isRejected(Pdu event) {
        return source.rejected(event.eventId());
    }

    /// Those of the events that are known, read together with their auth events.
    List<Pdu> read(Collection<EventId> ids) {
        source.prefetch(ids);
        List<Pdu> known = new ArrayList<>(ids.size());
        List<EventId> authEvents = new ArrayList<>();
        for (EventId id : ids) {
            Pdu event = event(id);
            if (event != null) {
                known.add(event);
                authEvents.addAll(event.authEvents());
            }
        }
        source.prefetch(authEvents);
        return known;
    }

    /// What the event's `auth_events` hold for a key, including the create event where the room ID implies it.
    @Nullable Pdu authEvent(Pdu event, StateKey key) {
        if (event.version().roomIdIsCreateHash() && key.equals(StateKey.CREATE)) {
            return event.isCreate() ? null : event(event.roomId().createEventId());
        }
        for (EventId id : event.authEvents()) {
            Pdu authEvent = event(id);
            if (authEvent != null && authEvent.isState(key.type(), key.key())) {
                return authEvent;
            }
        }
        return null;
    }

    /// The power level of the event's sender by its own auth events.
    long senderLevel(Pdu event) {
        Pdu create = authEvent(event, StateKey.CREATE);
        if (create == null) {
            return 0;
        }
        return PowerLevels.of(authEvent(event, StateKey.POWER_LEVELS), create)
                .userLevel(event.sender());
    }
}
