package io.heddle.protocol.state;

import io.heddle.protocol.id.EventId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// The part of a room's auth-event graph that one resolution looks at. Events are numbered as they are met, so that sets of
/// them are bits and each event's references are read once however many walks cross it.
final class AuthGraph {
    private static final int[] NOT_READ = new int[0];

    private final EventSource source;
    private final Map<EventId, Integer> numbers = new HashMap<>();
    private final List<EventId> ids = new ArrayList<>();
    private final List<int[]> references = new ArrayList<>();

    AuthGraph(EventSource source) {
        this.source = source;
    }

    BitSet bits(Collection<EventId> events) {
        BitSet bits = new BitSet();
        events.forEach(event -> bits.set(number(event)));
        return bits;
    }

    /// Those of the events that a walk has met.
    BitSet metOf(Collection<EventId> events) {
        BitSet bits = new BitSet();
        for (EventId event : events) {
            Integer number = numbers.get(event);
            if (number != null) {
                bits.set(number);
            }
        }
        return bits;
    }

    Set<EventId> events(BitSet bits) {
        Set<EventId> events = HashSet.newHashSet(bits.cardinality());
        bits.stream().forEach(number -> events.add(ids.get(number)));
        return events;
    }

    /// These events with their auth chains.
    BitSet withAuthChains(BitSet events) {
        return walk(events, OptionalLong.empty());
    }

    /// These events with their auth chains, as far as events can be that have one of `targets` in their auth chain.
    BitSet withAuthChainsTowards(BitSet events, BitSet targets) {
        return walk(events, oldest(targets));
    }

    /// Those of `among` (which holds the auth chains of its members) that are one of `targets` or have one in their auth chain.
    BitSet leadingTo(BitSet targets, BitSet among) {
        List<List<Integer>> referrers = referrers(among);
        BitSet found = (BitSet) targets.clone();
        BitSet next = (BitSet) targets.clone();
        while (!next.isEmpty()) {
            BitSet previous = next;
            next = new BitSet();
            for (int event = previous.nextSetBit(0);
                    event >= 0;
                    event = previous.nextSetBit(event + 1)) {
                for (int referrer : referrers.get(event)) {
                    if (!found.get(referrer)) {
                        found.set(referrer);
                        next.set(referrer);
                    }
                }
            }
        }
        found.and(among);
        return found;
    }

    private BitSet walk(BitSet from, OptionalLong oldest) {
        BitSet seen = new BitSet();
        BitSet level = younger(from, oldest);
        while (!level.isEmpty()) {
            seen.or(level);
            read(level);
            BitSet next = new BitSet();
            for (int event = level.nextSetBit(0); event >= 0; event = level.nextSetBit(event + 1)) {
                for (int reference : references.get(event)) {
                    if (!seen.get(reference)) {
                        next.set(reference);
                    }
                }
            }
            level = younger(next, oldest);
        }
        return seen;
    }

    private OptionalLong oldest(BitSet targets) {
        long oldest = Long.MAX_VALUE;
        for (int event = targets.nextSetBit(0); event >= 0; event = targets.nextSetBit(event + 1)) {
            OptionalLong order = source.receivedOrder(ids.get(event));
            if (order.isEmpty()) {
                return order;
            }
            oldest = Math.min(oldest, order.getAsLong());
        }
        return OptionalLong.of(oldest);
    }

    private BitSet younger(BitSet events, OptionalLong oldest) {
        if (oldest.isEmpty()) {
            return events;
        }
        BitSet younger = new BitSet();
        for (int event = events.nextSetBit(0); event >= 0; event = events.nextSetBit(event + 1)) {
            if (source.receivedOrder(ids.get(event)).orElse(Long.MAX_VALUE) >= oldest.getAsLong()) {
                younger.set(event);
            }
        }
        return younger;
    }

    private void read(BitSet events) {
        List<EventId> unread = new ArrayList<>();
        events.stream()
                .filter(event -> references.get(event) == NOT_READ)
                .forEach(event -> unread.add(ids.get(event)));
        if (unread.isEmpty()) {
            return;
        }
        source.prefetchAuthEvents(unread);
        for (EventId event : unread) {
            int[] numbered = source.authEvents(event).stream().mapToInt(this::number).toArray();
            references.set(number(event), numbered);
        }
    }

    private List<List<Integer>> referrers(BitSet among) {
        List<List<Integer>> referrers = new ArrayList<>(ids.size());
        ids.forEach(id -> referrers.add(new ArrayList<>(2)));
        for (int event = among.nextSetBit(0); event >= 0; event = among.nextSetBit(event + 1)) {
            for (int reference : references.get(event)) {
                referrers.get(reference).add(event);
            }
        }
        return referrers;
    }

    private int number(EventId event) {
        Integer known = numbers.putIfAbsent(event, ids.size());
        if (known != null) {
            return known;
        }
        ids.add(event);
        references.add(NOT_READ);
        return ids.size() - 1;
    }
}
