package io.heddle.protocol.state;

import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the events that resolution has to replay: those in conflict, the auth difference, and for version 2.1 the conflicted
/// state subgraph. https://spec.matrix.org/v1.19/rooms/v12/#definitions
///
/// The full auth chain of a state is taken to hold the state's own events too, as all servers do. What the states agree on is
/// in the chains of all of them, so it is walked only when something hangs on it: the auth chains of the conflicting events
/// are compared first, and without a difference between them beside these events themselves there is nothing to ask.
final class FullConflictedSet {
    private final AuthGraph graph;
    private final EventSource source;

    FullConflictedSet(EventSource source) {
        this.source = source;
        this.graph = new AuthGraph(source);
    }

    Set<EventId> of(
            StateConflict conflict, List<Map<StateKey, EventId>> states, boolean withSubgraph) {
        Set<EventId> conflictedEvents = conflict.conflictedEvents();
        source.prefetchAuthChains(conflictedEvents);
        BitSet conflicted = graph.bits(conflictedEvents);
        BitSet chains = graph.withAuthChains(conflicted);
        BitSet full = (BitSet) conflicted.clone();
        if (withSubgraph) {
            full.or(graph.leadingTo(conflicted, chains));
        }
        BitSet difference = (BitSet) chains.clone();
        difference.andNot(inAllChains(conflict, states));
        difference.andNot(full);
        removeAgreed(difference, conflict.unconflicted().values());
        full.or(difference);
        return graph.events(full);
    }

    /// Takes out what is in the auth chain of an event that all states have. Mostly the events met so far tell.
    private void removeAgreed(BitSet difference, Collection<EventId> unconflicted) {
        if (!difference.isEmpty()) {
            difference.andNot(graph.withAuthChains(graph.metOf(unconflicted)));
        }
        if (!difference.isEmpty()) {
            difference.andNot(graph.withAuthChainsTowards(graph.bits(unconflicted), difference));
        }
    }

    private BitSet inAllChains(StateConflict conflict, List<Map<StateKey, EventId>> states) {
        BitSet all = null;
        for (Map<StateKey, EventId> state : states) {
            List<EventId> own = new ArrayList<>();
            for (StateKey key : conflict.conflicted().keySet()) {
                EventId id = state.get(key);
                if (id != null) {
                    own.add(id);
                }
            }
            BitSet chain = graph.withAuthChains(graph.bits(own));
            if (all == null) {
                all = chain;
            } else {
                all.and(chain);
            }
        }
        return all == null ? new BitSet() : all;
    }
}
