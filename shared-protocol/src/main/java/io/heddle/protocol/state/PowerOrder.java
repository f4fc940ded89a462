package io.heddle.protocol.state;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// The power events among those in conflict, with what authorises them, in reverse topological power ordering.
/// https://spec.matrix.org/v1.19/rooms/v12/#definitions
final class PowerOrder {
    private static final Comparator<Node> FIRST =
            Comparator.comparingLong((Node node) -> node.level)
                    .reversed()
                    .thenComparingLong(node -> node.event.originServerTs())
                    .thenComparing(node -> node.event.eventId());

    private final KnownEvents events;
    private final Map<EventId, Node> nodes = new HashMap<>();

    private PowerOrder(KnownEvents events) {
        this.events = events;
    }

    /// @param conflicted all events in conflict; the power events are chosen from these
    static List<Pdu> sort(Collection<Pdu> conflicted, KnownEvents events) {
        PowerOrder order = new PowerOrder(events);
        order.link(conflicted);
        return order.sorted();
    }

    /// A power event may take away what somebody else could do. The create event is none by the letter, but comes first like one.
    static boolean isPowerEvent(Pdu event) {
        String stateKey = event.stateKey();
        if (stateKey == null) {
            return false;
        }
        return switch (event.type()) {
            case "m.room.power_levels", "m.room.join_rules", "m.room.create" -> stateKey.isEmpty();
            case "m.room.member" -> {
                String membership = event.membership();
                boolean removes = "leave".equals(membership) || "ban".equals(membership);
                yield removes && !stateKey.equals(event.sender().value());
            }
            default -> false;
        };
    }

    /// Auth chains are followed from conflicting event to conflicting event, as all servers do: an event that is not in
    /// conflict ends the walk.
    private void link(Collection<Pdu> conflicted) {
        Map<EventId, Pdu> candidates = HashMap.newHashMap(conflicted.size());
        conflicted.forEach(event -> candidates.put(event.eventId(), event));
        Deque<Node> open = new ArrayDeque<>();
        conflicted.stream().filter(PowerOrder::isPowerEvent).forEach(event -> node(event, open));
        while (!open.isEmpty()) {
            Node node = open.pop();
            Set<EventId> before = new HashSet<>(node.event.authEvents());
            for (EventId id : before) {
                Pdu authEvent = candidates.get(id);
                if (authEvent != null) {
                    node(authEvent, open).after.add(node);
                    node.waitsFor++;
                }
            }
        }
    }

    private Node node(Pdu event, Deque<Node> open) {
        Node known = nodes.get(event.eventId());
        if (known != null) {
            return known;
        }
        Node node = new Node(event, events.senderLevel(event));
        nodes.put(event.eventId(), node);
        open.push(node);
        return node;
    }

    private List<Pdu> sorted() {
        PriorityQueue<Node> free = new PriorityQueue<>(FIRST);
        nodes.values().stream().filter(node -> node.waitsFor == 0).forEach(free::add);
        List<Pdu> sorted = new ArrayList<>(nodes.size());
        while (!free.isEmpty()) {
            Node node = free.poll();
            sorted.add(node.event);
            for (Node later : node.after) {
                if (--later.waitsFor == 0) {
                    free.add(later);
                }
            }
        }
        return sorted;
    }

    private static final class Node {
        private final Pdu event;
        private final long level;
        private final List<Node> after = new ArrayList<>();
        private int waitsFor;

        Node(Pdu event, long level) {
            this.event = event;
            this.level = level;
        }
    }
}
