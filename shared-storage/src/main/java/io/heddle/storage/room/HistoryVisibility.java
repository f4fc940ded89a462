package io.heddle.storage.room;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.event.StoredEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Which events a user is shown: those that count, that the history visibility lets them see, and that no user they ignore
/// sent. https://spec.matrix.org/v1.19/client-server-api/#room-history-visibility
@Component
public class HistoryVisibility {
    private final RoomHistories histories;
    private final IgnoreLists ignored;

    HistoryVisibility(RoomHistories histories, IgnoreLists ignored) {
        this.histories = histories;
        this.ignored = ignored;
    }

    /// Those of a room's events that a user is shown, in the same order.
    public List<StoredEvent> filter(long roomNid, List<StoredEvent> events, UserId user) {
        return events.isEmpty()
                ? events
                : shown(events, histories.of(roomNid, user), ignored.of(user));
    }

    /// The same for many rooms at once, by number.
    public Map<Long, List<StoredEvent>> filterAll(Map<Long, List<StoredEvent>> rooms, UserId user) {
        Map<Long, RoomHistory> own = histories.of(rooms.keySet(), user);
        Set<String> unwanted = ignored.of(user);
        Map<Long, List<StoredEvent>> filtered = new HashMap<>();
        rooms.forEach((room, events) ->
                filtered.put(room, shown(events, Objects.requireNonNull(own.get(room)), unwanted)));
        return filtered;
    }

    /// Whether a user may see an event, whoever sent it.
    public boolean canSee(StoredEvent event, UserId user) {
        return event.isShown() && histories.of(event.roomNid(), user).canSee(event);
    }

    private static List<StoredEvent> shown(
            List<StoredEvent> events, RoomHistory history, Set<String> ignored) {
        return events.stream()
                .filter(event ->
                        event.isShown() && !isIgnored(event, ignored) && history.canSee(event))
                .toList();
    }

    /// State passes whoever sent it.
    private static boolean isIgnored(StoredEvent event, Set<String> ignored) {
        return !ignored.isEmpty()
                && !event.pdu().isState()
                && ignored.contains(event.pdu().sender().value());
    }
}
