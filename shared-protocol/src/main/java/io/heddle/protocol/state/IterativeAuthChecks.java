package io.heddle.protocol.state;

import io.heddle.protocol.auth.EventAuthorizer;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plays state events onto a state one after the other; those that the state at their turn does not allow are left out.
/// https://spec.matrix.org/v1.19/rooms/v12/#definitions
///
/// Events rejected on receipt take part like others, but are not used in place of state that is missing.
final class IterativeAuthChecks {
    private final KnownEvents events;
    private final Map<StateKey, EventId> base;
    private final Map<StateKey, Pdu> played = new HashMap<>();

    IterativeAuthChecks(Map<StateKey, EventId> base, KnownEvents events) {
        this.base = base;
        this.events = events;
    }

    void play(List<Pdu> sorted) {
        for (Pdu event : sorted) {
            StateKey key = event.stateKeyEntry();
            if (key != null
                    && EventAuthorizer.authorize(event, needed -> state(event, needed))
                            .isAllowed()) {
                played.put(key, event);
            }
        }
    }

    /// The current event for a key, of those played or the base.
    @Nullable Pdu current(StateKey key) {
        Pdu event = played.get(key);
        if (event != null) {
            return event;
        }
        EventId id = base.get(key);
        return id == null ? null : events.event(id);
    }

    /// What was played, without the base.
    Map<StateKey, Pdu> played() {
        return played;
    }

    private @Nullable Pdu state(Pdu event, StateKey key) {
        Pdu current = current(key);
        if (current != null) {
            return current;
        }
        Pdu authEvent = events.authEvent(event, key);
        return authEvent == null || events.isRejected(authEvent) ? null : authEvent;
    }
}
