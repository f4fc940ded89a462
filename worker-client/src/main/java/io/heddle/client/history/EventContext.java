package io.heddle.client.history;

import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomView;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// What happened around an event.
@Component
public class EventContext {
    private final TimelineReader timeline;

    EventContext(TimelineReader timeline) {
        this.timeline = timeline;
    }

    /// @param before the events before, the newest first
    /// @param after the events after, the oldest first
    /// @param start the place before the first of all
    /// @param end the place after the last of all
    public record Surroundings(
            List<StoredEvent> before, List<StoredEvent> after, long start, long end) {

        /// All events, that in the middle included.
        public List<StoredEvent> with(StoredEvent event) {
            List<StoredEvent> all = new ArrayList<>(before);
            all.add(event);
            all.addAll(after);
            return all;
        }
    }

    public Surroundings of(
            StoredEvent event,
            RoomView view,
            UserId reader,
            int before,
            int after,
            RoomEventFilter filter) {
        long place = event.position();
        List<StoredEvent> older =
                before == 0
                        ? List.of()
                        : timeline.backward(view, reader, Long.MIN_VALUE, place - 1, before, filter)
                                .events();
        List<StoredEvent> newer =
                after == 0
                        ? List.of()
                        : timeline.forward(view, reader, place, view.upTo(), after, filter)
                                .events();
        return new Surroundings(
                older,
                newer,
                (older.isEmpty() ? place : older.getLast().position()) - 1,
                newer.isEmpty() ? place : newer.getLast().position());
    }
}
