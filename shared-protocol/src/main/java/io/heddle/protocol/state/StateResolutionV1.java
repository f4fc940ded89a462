package io.heddle.protocol.state;

import io.heddle.protocol.auth.AuthEventSelection;
import io.heddle.protocol.auth.AuthState;
import io.heddle.protocol.auth.EventAuthorizer;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// State resolution of room version 1: by depth, power levels before join rules before members before everything else.
/// https://spec.matrix.org/v1.19/rooms/v1/#state-resolution
final class StateResolutionV1 {
    private static final Comparator<Candidate> OLDEST_FIRST =
            Comparator.comparingLong(Candidate::depth)
                    .thenComparing(Comparator.comparing(Candidate::sha1).reversed());

    private final KnownEvents events;
    private final Map<StateKey, EventId> resolved;
    private final Map<StateKey, List<Pdu>> open = new HashMap<>();

    private StateResolutionV1(StateConflict conflict, EventSource source) {
        this.events = new KnownEvents(source);
        this.resolved = conflict.unconflicted();
        source.prefetch(conflict.conflictedEvents());
        conflict.conflicted().forEach((key, ids) -> open.put(key, oldestFirst(ids)));
        source.prefetch(agreedAuthEvents());
    }

    static Map<StateKey, EventId> resolve(List<Map<StateKey, EventId>> states, EventSource source) {
        StateConflict conflict = StateConflict.ofDifferentEvents(states);
        return Collections.unmodifiableMap(new StateResolutionV1(conflict, source).resolve());
    }

    private Map<StateKey, EventId> resolve() {
        settle(key -> key.equals(StateKey.POWER_LEVELS), this::lastOfAllowedChain);
        settle(key -> key.type().equals("m.room.join_rules"), this::lastOfAllowedChain);
        settle(key -> key.type().equals("m.room.member"), this::lastOfAllowedChain);
        settle(key -> true, this::youngestAllowed);
        return resolved;
    }

    /// Decides on every open key of a kind by the state before any of them is decided on.
    private void settle(Predicate<StateKey> kind, Choice choice) {
        Map<StateKey, EventId> chosen = new HashMap<>();
        open.forEach((key, candidates) -> {
            if (kind.test(key) && !candidates.isEmpty()) {
                chosen.put(key, choice.of(key, candidates).eventId());
            }
        });
        open.keySet().removeIf(kind);
        resolved.putAll(chosen);
    }

    /// Beginning with the oldest, each that its predecessor allows replaces it, until one is not allowed.
    private Pdu lastOfAllowedChain(StateKey key, List<Pdu> candidates) {
        Pdu chosen = candidates.getFirst();
        for (Pdu next : candidates.subList(1, candidates.size())) {
            Pdu before = chosen;
            AuthState state = needed -> needed.equals(key) ? before : state(needed);
            if (!EventAuthorizer.authorize(next, state).isAllowed()) {
                break;
            }
            chosen = next;
        }
        return chosen;
    }

    /// The oldest where none is allowed.
    private Pdu youngestAllowed(StateKey key, List<Pdu> candidates) {
        for (Pdu candidate : candidates.reversed()) {
            if (EventAuthorizer.authorize(candidate, this::state).isAllowed()) {
                return candidate;
            }
        }
        return candidates.getFirst();
    }

    private @Nullable Pdu state(StateKey key) {
        EventId id = resolved.get(key);
        return id == null ? null : events.event(id);
    }

    private List<Pdu> oldestFirst(Collection<EventId> ids) {
        List<Candidate> candidates = new ArrayList<>(ids.size());
        for (EventId id : ids) {
            Pdu event = events.event(id);
            if (event != null) {
                candidates.add(new Candidate(event, sha1(id)));
            }
        }
        return candidates.stream().sorted(OLDEST_FIRST).map(Candidate::event).toList();
    }

    private Collection<EventId> agreedAuthEvents() {
        Map<StateKey, EventId> needed = new HashMap<>();
        for (List<Pdu> candidates : open.values()) {
            for (Pdu candidate : candidates) {
                for (StateKey key : AuthEventSelection.requiredState(candidate)) {
                    EventId id = resolved.get(key);
                    if (id != null) {
                        needed.put(key, id);
                    }
                }
            }
        }
        return needed.values();
    }

    private static String sha1(EventId id) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest(id.value().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    private record Candidate(Pdu event, String sha1) {
        long depth() {
            return event.depth();
        }
    }

    @FunctionalInterface
    private interface Choice {
        Pdu of(StateKey key, List<Pdu> candidates);
    }
}
