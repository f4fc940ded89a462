package io.heddle.protocol.state;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// State resolution of room versions 2 to 11, and 2.1 of room version 12.
/// https://spec.matrix.org/v1.19/rooms/v2/#state-resolution https://spec.matrix.org/v1.19/rooms/v12/#state-resolution
final class StateResolutionV2 {
    /// What the conflicting events are played onto.
    enum Base {
        /// What all states agree on (version 2).
        UNCONFLICTED,
        /// Nothing, so that what was agreed on by mistake has no say; the conflicted state subgraph makes up for it (2.1).
        EMPTY
    }

    private final EventSource source;
    private final KnownEvents events;
    private final Base base;

    StateResolutionV2(EventSource source, Base base) {
        this.source = source;
        this.events = new KnownEvents(source);
        this.base = base;
    }

    Map<StateKey, EventId> resolve(List<Map<StateKey, EventId>> states) {
        StateConflict conflict = StateConflict.ofKeysInAll(states);
        if (conflict.conflicted().isEmpty()) {
            return Collections.unmodifiableMap(conflict.unconflicted());
        }
        Set<EventId> full = new FullConflictedSet(source).of(conflict, states, base == Base.EMPTY);
        return merge(conflict.unconflicted(), play(conflict, events.read(full)));
    }

    private Map<StateKey, Pdu> play(StateConflict conflict, List<Pdu> conflicting) {
        IterativeAuthChecks checks =
                new IterativeAuthChecks(
                        base == Base.EMPTY ? Map.of() : conflict.unconflicted(), events);
        List<Pdu> powerEvents = PowerOrder.sort(conflicting, events);
        checks.play(powerEvents);
        checks.play(
                MainlineOrder.sort(
                        without(conflicting, powerEvents),
                        checks.current(StateKey.POWER_LEVELS),
                        events));
        return checks.played();
    }

    private static List<Pdu> without(List<Pdu> all, List<Pdu> some) {
        Set<Pdu> left = new HashSet<>(all);
        some.forEach(left::remove);
        return new ArrayList<>(left);
    }

    private static Map<StateKey, EventId> merge(
            Map<StateKey, EventId> unconflicted, Map<StateKey, Pdu> played) {
        Map<StateKey, EventId> resolved = new HashMap<>(unconflicted);
        played.forEach((key, event) -> resolved.putIfAbsent(key, event.eventId()));
        return Collections.unmodifiableMap(resolved);
    }
}
