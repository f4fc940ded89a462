package io.heddle.client.history;

import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomState;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// The memberships that go with events of lazily loading clients.
/// https://spec.matrix.org/v1.19/client-server-api/#lazy-loading-room-members
@Component
public class LazyMembers {
    private final RoomState state;

    LazyMembers(RoomState state) {
        this.state = state;
    }

    /// The member events of the senders of some events of a room, as of the newest of them; nothing unless the filter asks
    /// for lazy loading.
    public List<StoredEvent> of(
            long roomNid, Collection<StoredEvent> events, RoomEventFilter filter) {
        if (!filter.lazyLoadMembers() || events.isEmpty()) {
            return List.of();
        }
        long newest = events.stream().mapToLong(StoredEvent::position).max().orElseThrow();
        return state.eventsAt(
                roomNid,
                newest,
                events.stream()
                        .map(event -> StateKey.member(event.pdu().sender().value()))
                        .collect(Collectors.toSet()));
    }
}
