package io.heddle.sync.room;

import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.event.Timelines;
import io.heddle.storage.event.Timelines.Place;
import io.heddle.storage.event.Timelines.Range;
import io.heddle.sync.live.LiveEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/// Reads the newest events of rooms that a reader is to see, from memory or from storage.
@Component
public class NewestEvents {
    private static final int ROUNDS = 5;
    private static final int MAX_CHUNK = 1000;

    private final Timelines timelines;
    private final Events events;

    NewestEvents(Timelines timelines, Events events) {
        this.timelines = timelines;
        this.events = events;
    }

    /// The newest `limit` of the wanted events of each range. Where few events are wanted the search ends after some
    /// rounds; the timeline then counts as limited.
    public Map<Long, Timeline> read(
            Collection<Range> ranges, int limit, Predicate<StoredEvent> wanted) {
        List<Search> searches = ranges.stream().map(Search::new).toList();
        List<Search> open = limit == 0 ? List.of() : searches;
        int chunk = limit + 1;
        for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
            step(open, chunk, wanted);
            open = open.stream().filter(search -> !search.isDone(limit)).toList();
            chunk = Math.min(MAX_CHUNK, chunk * 4);
        }
        Map<Long, Timeline> found = new HashMap<>();
        searches.forEach(search -> found.put(search.range.roomNid(), search.timeline(limit)));
        return found;
    }

    private void step(List<Search> open, int chunk, Predicate<StoredEvent> wanted) {
        Map<Long, List<Place>> places =
                timelines.newest(open.stream().map(Search::rest).toList(), chunk);
        Map<Long, StoredEvent> loaded =
                events.byNids(
                        places.values().stream().flatMap(List::stream).map(Place::nid).toList());
        for (Search search : open) {
            search.take(
                    places.getOrDefault(search.range.roomNid(), List.of()), loaded, chunk, wanted);
        }
    }

    /// The newest `limit` of the wanted events among recent ones.
    ///
    /// @param recent all of the room's events since the reader's last sync, oldest first, at least one
    public static Timeline of(
            List<LiveEvent> recent,
            Map<Long, StoredEvent> loaded,
            int limit,
            Predicate<StoredEvent> wanted) {
        List<StoredEvent> newest = new ArrayList<>();
        boolean limited = false;
        for (LiveEvent event : recent.reversed()) {
            StoredEvent stored = stored(event, loaded);
            if (stored == null || !stored.isShown() || !wanted.test(stored)) {
                continue;
            }
            if (newest.size() == limit) {
                limited = limit > 0;
                break;
            }
            newest.add(stored);
        }
        Collections.reverse(newest);
        long end = recent.getLast().roomPosition();
        long before = newest.isEmpty() ? end : newest.getFirst().position() - 1;
        return new Timeline(newest, limited, before, end);
    }

    /// Reads the recent events whose content is not in memory.
    public Map<Long, StoredEvent> load(Collection<List<LiveEvent>> recent) {
        List<Long> missing =
                recent.stream()
                        .flatMap(List::stream)
                        .filter(event -> event.stored() == null)
                        .map(LiveEvent::position)
                        .toList();
        return missing.isEmpty() ? Map.of() : events.byNids(missing);
    }

    public static @org.jspecify.annotations.Nullable StoredEvent stored(
            LiveEvent event, Map<Long, StoredEvent> loaded) {
        StoredEvent stored = event.stored();
        return stored != null ? stored : loaded.get(event.position());
    }

    /// The search for one room's events.
    private static final class Search {
        private final Range range;
        private final List<StoredEvent> newestFirst = new ArrayList<>();
        private long upTo;
        private boolean exhausted;

        Search(Range range) {
            this.range = range;
            this.upTo = range.upTo();
        }

        Range rest() {
            return new Range(range.roomNid(), range.after(), upTo);
        }

        void take(
                List<Place> places,
                Map<Long, StoredEvent> loaded,
                int chunk,
                Predicate<StoredEvent> wanted) {
            exhausted = places.size() < chunk;
            for (Place place : places) {
                StoredEvent event = loaded.get(place.nid());
                if (event != null && wanted.test(event)) {
                    newestFirst.add(event);
                }
                upTo = place.position() - 1;
            }
        }

        boolean isDone(int limit) {
            return exhausted || newestFirst.size() > limit;
        }

        Timeline timeline(int limit) {
            boolean more = newestFirst.size() > limit;
            List<StoredEvent> events =
                    new ArrayList<>(more ? newestFirst.subList(0, limit) : newestFirst);
            Collections.reverse(events);
            boolean limited = limit > 0 && (more || !exhausted);
            long before =
                    events.isEmpty()
                            ? limited ? upTo : range.upTo()
                            : events.getFirst().position() - 1;
            return new Timeline(events, limited, before, range.upTo());
        }
    }
}
