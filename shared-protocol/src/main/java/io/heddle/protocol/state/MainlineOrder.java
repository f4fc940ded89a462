package io.heddle.protocol.state;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Mainline ordering: events under older power levels come before those under newer ones.
/// https://spec.matrix.org/v1.19/rooms/v12/#definitions
final class MainlineOrder {
    private static final int NOT_ON_MAINLINE = Integer.MAX_VALUE;

    private static final Comparator<Placed> ORDER =
            Comparator.comparingInt(Placed::position)
                    .reversed()
                    .thenComparingLong(placed -> placed.event().originServerTs())
                    .thenComparing(placed -> placed.event().eventId());

    private final KnownEvents events;

    /// The mainline position of every power-levels event met so far.
    private final Map<EventId, Integer> positions = new HashMap<>();

    private MainlineOrder(KnownEvents events, @Nullable Pdu powerLevels) {
        this.events = events;
        for (Pdu event = powerLevels; event != null; event = powerLevelsBefore(event)) {
            if (positions.putIfAbsent(event.eventId(), positions.size()) != null) {
                break;
            }
        }
    }

    /// @param powerLevels the `m.room.power_levels` event whose mainline it is; null where the room has none
    static List<Pdu> sort(Collection<Pdu> events, @Nullable Pdu powerLevels, KnownEvents known) {
        MainlineOrder order = new MainlineOrder(known, powerLevels);
        return events.stream()
                .map(event -> new Placed(event, order.position(event)))
                .sorted(ORDER)
                .map(Placed::event)
                .toList();
    }

    private int position(Pdu event) {
        Set<EventId> passed = new HashSet<>();
        int position = NOT_ON_MAINLINE;
        Pdu powerLevels = powerLevelsBefore(event);
        while (powerLevels != null) {
            Integer known = positions.get(powerLevels.eventId());
            if (known != null) {
                position = known;
                break;
            }
            if (!passed.add(powerLevels.eventId())) {
                break;
            }
            powerLevels = powerLevelsBefore(powerLevels);
        }
        for (EventId id : passed) {
            positions.put(id, position);
        }
        return position;
    }

    private @Nullable Pdu powerLevelsBefore(Pdu event) {
        return events.authEvent(event, StateKey.POWER_LEVELS);
    }

    private record Placed(Pdu event, int position) {}
}
