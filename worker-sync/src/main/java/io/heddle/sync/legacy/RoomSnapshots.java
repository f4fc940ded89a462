package io.heddle.sync.legacy;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.accountdata.IgnoredUsers;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.event.Timelines.Range;
import io.heddle.storage.room.RoomHistories;
import io.heddle.storage.room.RoomHistory;
import io.heddle.storage.room.RoomStates;
import io.heddle.storage.room.RoomStates.Interval;
import io.heddle.storage.room.RoomStates.Stretch;
import io.heddle.sync.room.NewestEvents;
import io.heddle.sync.room.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/// Rooms as they are at a place of their timelines: the last messages and the state.
@Component
class RoomSnapshots {
    private final NewestEvents newestEvents;
    private final RoomStates states;
    private final RoomHistories histories;
    private final Events events;
    private final IgnoredUsers ignored;

    RoomSnapshots(
            NewestEvents newestEvents,
            RoomStates states,
            RoomHistories histories,
            Events events,
            IgnoredUsers ignored) {
        this.newestEvents = newestEvents;
        this.states = states;
        this.histories = histories;
        this.events = events;
        this.ignored = ignored;
    }

    record Snapshot(Timeline timeline, List<StoredEvent> state) {}

    /// @param places up to where each room is shown, by number
    Map<Long, Snapshot> read(UserId user, Map<Long, Long> places, int limit) {
        Map<Long, RoomHistory> views = histories.of(places.keySet(), user);
        Set<String> unwanted = ignored.of(user);
        Predicate<StoredEvent> shown =
                event ->
                        event.isShown()
                                && (event.pdu().isState()
                                        || !unwanted.contains(event.pdu().sender().value()))
                                && Objects.requireNonNull(views.get(event.roomNid())).canSee(event);
        Map<Long, Timeline> timelines =
                newestEvents.read(
                        places.entrySet().stream()
                                .map(at -> new Range(at.getKey(), Long.MIN_VALUE, at.getValue()))
                                .toList(),
                        limit,
                        shown);
        Map<Long, List<StoredEvent>> state = state(places);
        Map<Long, Snapshot> snapshots = new HashMap<>();
        timelines.forEach((room, timeline) ->
                snapshots.put(room, new Snapshot(timeline, state.getOrDefault(room, List.of()))));
        return snapshots;
    }

    private Map<Long, List<StoredEvent>> state(Map<Long, Long> places) {
        List<Interval> held =
                states.told(
                        places.entrySet().stream()
                                .map(at ->
                                        new Stretch(
                                                at.getKey(),
                                                RoomStates.BEGINNING,
                                                at.getValue(),
                                                at.getValue()))
                                .toList(),
                        true);
        Map<Long, StoredEvent> loaded = byNid(held.stream().map(Interval::eventNid).toList());
        Map<Long, List<StoredEvent>> state = new HashMap<>();
        for (Interval interval : held) {
            StoredEvent event = loaded.get(interval.eventNid());
            if (event != null) {
                state.computeIfAbsent(interval.roomNid(), room -> new ArrayList<>()).add(event);
            }
        }
        return state;
    }

    private Map<Long, StoredEvent> byNid(Collection<Long> nids) {
        return nids.isEmpty() ? Map.of() : events.byNids(nids);
    }
}
