package io.heddle.storage.room;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.Redaction;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.ErasedUsers;
import io.heddle.storage.event.StoredEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Which events a user is shown: those that count, that the history visibility lets them see, and that no user they ignore
/// sent. https://spec.matrix.org/v1.19/client-server-api/#room-history-visibility
@Component
public class HistoryVisibility {
    private final RoomHistories histories;
    private final IgnoreLists ignored;
    private final ErasedUsers erasedUsers;

    HistoryVisibility(RoomHistories histories, IgnoreLists ignored, ErasedUsers erasedUsers) {
        this.histories = histories;
        this.ignored = ignored;
        this.erasedUsers = erasedUsers;
    }

    /// Those of a room's events that a user is shown, in the same order, as [#asSeenBy] has them.
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

    /// An event that a user may see, as they see it: redacted if its sender was erased and they were not there when it came.
    public StoredEvent asSeenBy(UserId user, StoredEvent event) {
        Set<String> erased = erasedUsers.among(Set.of(event.pdu().sender().value()));
        return erased.isEmpty()
                ? event
                : withoutErased(event, histories.of(event.roomNid(), user), erased);
    }

    /// Whether a user may see an event, whoever sent it.
    public boolean canSee(StoredEvent event, UserId user) {
        return event.isShown() && histories.of(event.roomNid(), user).canSee(event);
    }

    private List<StoredEvent> shown(
            List<StoredEvent> events, RoomHistory history, Set<String> ignored) {
        List<StoredEvent> visible =
                events.stream()
                        .filter(event ->
                                event.isShown()
                                        && !isIgnored(event, ignored)
                                        && history.canSee(event))
                        .toList();
        Set<String> erased =
                erasedUsers.among(
                        visible.stream()
                                .map(event -> event.pdu().sender().value())
                                .collect(Collectors.toSet()));
        return erased.isEmpty()
                ? visible
                : visible.stream().map(event -> withoutErased(event, history, erased)).toList();
    }

    private static StoredEvent withoutErased(
            StoredEvent event, RoomHistory history, Set<String> erased) {
        Pdu pdu = event.pdu();
        if (!erased.contains(pdu.sender().value()) || history.wasJoinedAt(event.position())) {
            return event;
        }
        Pdu redacted =
                Pdu.trusted(
                        pdu.eventId(), pdu.version(), Redaction.redact(pdu.json(), pdu.version()));
        return new StoredEvent(
                event.nid(),
                event.roomNid(),
                event.roomPosition(),
                redacted,
                event.redactedBy(),
                event.threadRoot(),
                event.softFailed(),
                event.rejected());
    }

    /// State passes whoever sent it.
    private static boolean isIgnored(StoredEvent event, Set<String> ignored) {
        return !ignored.isEmpty()
                && !event.pdu().isState()
                && ignored.contains(event.pdu().sender().value());
    }
}
