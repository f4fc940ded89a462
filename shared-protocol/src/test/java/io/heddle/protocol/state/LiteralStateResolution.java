package io.heddle.protocol.state;

import io.heddle.protocol.auth.EventAuthorizer;
import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.rooms.RoomDag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// State resolution v2 and v2.1 word by word after the specification, without a thought for time: what the real one is
/// compared with. It shares no code with it. It walks whole auth chains, and orders by searching for the smallest.
final class LiteralStateResolution {
    private final RoomDag dag;
    private final boolean fromEmpty;
    private final Map<EventId, Set<EventId>> chains = new HashMap<>();

    LiteralStateResolution(RoomDag dag, boolean fromEmpty) {
        this.dag = dag;
        this.fromEmpty = fromEmpty;
    }

    Map<StateKey, EventId> resolve(List<Map<StateKey, EventId>> states) {
        Map<StateKey, EventId> unconflicted = new HashMap<>();
        Set<EventId> conflicted = new HashSet<>();
        for (Map<StateKey, EventId> state : states) {
            state.forEach((key, id) -> {
                if (states.stream().allMatch(other -> id.equals(other.get(key)))) {
                    unconflicted.put(key, id);
                } else {
                    conflicted.add(id);
                }
            });
        }
        if (conflicted.isEmpty()) {
            return unconflicted;
        }
        Set<EventId> full = new LinkedHashSet<>(conflicted);
        full.addAll(authDifference(states));
        if (fromEmpty) {
            full.addAll(subgraph(conflicted));
        }
        Map<StateKey, EventId> resolved = new HashMap<>(fromEmpty ? Map.of() : unconflicted);
        List<Pdu> power = powerOrder(full);
        play(power, resolved);
        List<Pdu> rest = full.stream().map(this::event).filter(e -> !power.contains(e)).toList();
        play(mainlineOrder(rest, resolved.get(StateKey.POWER_LEVELS)), resolved);
        resolved.putAll(unconflicted);
        return resolved;
    }

    private Set<EventId> authDifference(List<Map<StateKey, EventId>> states) {
        Set<EventId> union = new HashSet<>();
        Set<EventId> intersection = new HashSet<>();
        for (int i = 0; i < states.size(); i++) {
            Set<EventId> chain = new HashSet<>();
            states.get(i).values().forEach(id -> chain.addAll(chain(id)));
            union.addAll(chain);
            if (i == 0) {
                intersection.addAll(chain);
            } else {
                intersection.retainAll(chain);
            }
        }
        union.removeAll(intersection);
        return union;
    }

    private Set<EventId> subgraph(Set<EventId> conflicted) {
        Set<EventId> between = new HashSet<>();
        for (EventId from : conflicted) {
            for (EventId event : chain(from)) {
                Set<EventId> reached = chain(event);
                if (conflicted.stream().anyMatch(reached::contains)) {
                    between.add(event);
                }
            }
        }
        return between;
    }

    /// The event itself and its auth chain.
    private Set<EventId> chain(EventId id) {
        Set<EventId> known = chains.get(id);
        if (known != null) {
            return known;
        }
        Set<EventId> chain = new HashSet<>();
        chain.add(id);
        for (EventId authEvent : event(id).authEvents()) {
            chain.addAll(chain(authEvent));
        }
        chains.put(id, chain);
        return chain;
    }

    private List<Pdu> powerOrder(Set<EventId> full) {
        Set<Pdu> left = new LinkedHashSet<>();
        full.stream().map(this::event).filter(this::isPower).forEach(e -> enlarge(e, full, left));
        List<Pdu> sorted = new ArrayList<>();
        while (!left.isEmpty()) {
            Pdu next =
                    left.stream()
                            .filter(e ->
                                    left.stream()
                                            .noneMatch(o -> e.authEvents().contains(o.eventId())))
                            .min(
                                    Comparator.comparing((Pdu e) -> -senderLevel(e))
                                            .thenComparing(Pdu::originServerTs)
                                            .thenComparing(e -> e.eventId().value()))
                            .orElseThrow();
            left.remove(next);
            sorted.add(next);
        }
        return sorted;
    }

    private void enlarge(Pdu event, Set<EventId> full, Set<Pdu> into) {
        into.add(event);
        for (EventId authEvent : event.authEvents()) {
            if (full.contains(authEvent)) {
                enlarge(event(authEvent), full, into);
            }
        }
    }

    private boolean isPower(Pdu event) {
        return event.isState("m.room.power_levels", "")
                || event.isState("m.room.join_rules", "")
                || event.isState("m.room.create", "")
                || event.isState("m.room.member")
                        && List.of("leave", "ban").contains(String.valueOf(event.membership()))
                        && !event.sender().value().equals(event.stateKey());
    }

    private long senderLevel(Pdu event) {
        if (event.isCreate()) {
            return 0;
        }
        return PowerLevels.of(authEvent(event, StateKey.POWER_LEVELS), dag.create())
                .userLevel(event.sender());
    }

    private List<Pdu> mainlineOrder(List<Pdu> events, @Nullable EventId powerLevels) {
        List<Pdu> mainline = new ArrayList<>();
        Pdu next = powerLevels == null ? null : event(powerLevels);
        while (next != null) {
            mainline.add(next);
            next = authEvent(next, StateKey.POWER_LEVELS);
        }
        return events.stream()
                .sorted(
                        Comparator.comparing((Pdu e) -> -(long) position(e, mainline))
                                .thenComparing(Pdu::originServerTs)
                                .thenComparing(e -> e.eventId().value()))
                .toList();
    }

    private int position(Pdu event, List<Pdu> mainline) {
        Pdu next = authEvent(event, StateKey.POWER_LEVELS);
        while (next != null && !mainline.contains(next)) {
            next = authEvent(next, StateKey.POWER_LEVELS);
        }
        return next == null ? Integer.MAX_VALUE : mainline.indexOf(next);
    }

    private void play(List<Pdu> events, Map<StateKey, EventId> resolved) {
        for (Pdu event : events) {
            Map<StateKey, Pdu> state = new HashMap<>();
            state.put(StateKey.CREATE, dag.create());
            for (EventId id : event.authEvents()) {
                put(state, event(id));
            }
            resolved.values().forEach(id -> put(state, event(id)));
            if (EventAuthorizer.authorize(event, state::get).isAllowed()) {
                resolved.put(
                        new StateKey(event.type(), String.valueOf(event.stateKey())),
                        event.eventId());
            }
        }
    }

    private static void put(Map<StateKey, Pdu> state, Pdu event) {
        state.put(new StateKey(event.type(), String.valueOf(event.stateKey())), event);
    }

    private @Nullable Pdu authEvent(Pdu event, StateKey key) {
        return event.authEvents().stream()
                .map(this::event)
                .filter(e -> e.isState(key.type(), key.key()))
                .findFirst()
                .orElse(null);
    }

    private Pdu event(EventId id) {
        Pdu event = dag.event(id);
        if (event == null) {
            throw new AssertionError("Unknown event " + id);
        }
        return event;
    }
}
