package io.heddle.protocol.state;

import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Several room states, taken apart into what they agree on and what they do not.
record StateConflict(Map<StateKey, EventId> unconflicted, Map<StateKey, Set<EventId>> conflicted) {

    /// As version 2 wants it: a key that one of the states lacks is in conflict.
    static StateConflict ofKeysInAll(List<Map<StateKey, EventId>> states) {
        return of(states, true);
    }

    /// As version 1 wants it: only different events for a key are a conflict.
    static StateConflict ofDifferentEvents(List<Map<StateKey, EventId>> states) {
        return of(states, false);
    }

    private static StateConflict of(List<Map<StateKey, EventId>> states, boolean missingConflicts) {
        Map<StateKey, EventId> unconflicted = new HashMap<>(states.getFirst());
        Map<StateKey, Set<EventId>> conflicted = new HashMap<>();
        for (Map<StateKey, EventId> state : states.subList(1, states.size())) {
            state.forEach((key, id) -> add(unconflicted, conflicted, key, id, missingConflicts));
            if (missingConflicts) {
                dropMissing(unconflicted, conflicted, state);
            }
        }
        return new StateConflict(unconflicted, conflicted);
    }

    private static void add(
            Map<StateKey, EventId> unconflicted,
            Map<StateKey, Set<EventId>> conflicted,
            StateKey key,
            EventId id,
            boolean newConflicts) {
        EventId agreed = unconflicted.get(key);
        if (id.equals(agreed)) {
            return;
        }
        Set<EventId> known = conflicted.get(key);
        if (known != null) {
            known.add(id);
        } else if (agreed == null && !newConflicts) {
            unconflicted.put(key, id);
        } else {
            Set<EventId> ids = new LinkedHashSet<>();
            ids.add(id);
            if (agreed != null) {
                ids.add(agreed);
                unconflicted.remove(key);
            }
            conflicted.put(key, ids);
        }
    }

    private static void dropMissing(
            Map<StateKey, EventId> unconflicted,
            Map<StateKey, Set<EventId>> conflicted,
            Map<StateKey, EventId> state) {
        unconflicted
                .entrySet()
                .removeIf(entry -> {
                    if (state.containsKey(entry.getKey())) {
                        return false;
                    }
                    Set<EventId> ids = new LinkedHashSet<>();
                    ids.add(entry.getValue());
                    conflicted.put(entry.getKey(), ids);
                    return true;
                });
    }

    Set<EventId> conflictedEvents() {
        Set<EventId> all = new HashSet<>();
        conflicted.values().forEach(all::addAll);
        return all;
    }
}
