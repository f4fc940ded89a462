package io.heddle.protocol.state;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Where state resolution finds the events of a room. Called from one thread. Only the first two methods are needed;
/// the others let a store answer from less than whole events, or with fewer queries.
public interface EventSource {
    /// Null for an event that is not known; resolution goes on as if nothing referred to it.
    @Nullable Pdu event(EventId id);

    /// Whether an event was rejected on receipt. Such an event is not used as an auth event.
    boolean rejected(EventId id);

    /// Says that [#event] will be asked for these.
    default void prefetch(Collection<EventId> ids) {}

    /// Says that [#authEvents] will be asked for these.
    default void prefetchAuthEvents(Collection<EventId> ids) {
        prefetch(ids);
    }

    /// Says that [#authEvents] will be asked for these, for their auth events, and so on to the start of the room.
    default void prefetchAuthChains(Collection<EventId> ids) {}

    /// The event's own list; empty for an event that is not known.
    default List<EventId> authEvents(EventId id) {
        Pdu event = event(id);
        return event == null ? List.of() : event.authEvents();
    }

    /// A number that is greater than that of every auth event of the event, such as one given on arrival. Where known,
    /// walks stop early: an event older than all that is looked for cannot lead there. It changes no result.
    default OptionalLong receivedOrder(EventId id) {
        return OptionalLong.empty();
    }
}
