package io.heddle.client.history;

import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.event.TimelineScan;
import io.heddle.storage.event.TimelineScan.Step;
import io.heddle.storage.room.HistoryVisibility;
import io.heddle.storage.room.RoomView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Reads a timeline in either direction, past what the reader does not see or has filtered out. What one call looks at is
/// bounded: it may come back with less than wanted and a place to go on from.
@Component
public class TimelineReader {
    private static final int MAX_STEPS = 5_000;
    private static final int MIN_STEP = 30;
    private static final int MAX_STEP = 1_000;

    private final TimelineScan scan;
    private final Events events;
    private final HistoryVisibility visibility;

    TimelineReader(TimelineScan scan, Events events, HistoryVisibility visibility) {
        this.scan = scan;
        this.events = events;
        this.visibility = visibility;
    }

    /// The events with `after < position <= upTo`, the newest first.
    public TimelinePage backward(
            RoomView view,
            UserId reader,
            long after,
            long upTo,
            int limit,
            RoomEventFilter filter) {
        List<StoredEvent> found = new ArrayList<>();
        long at = upTo;
        int looked = 0;
        while (looked < MAX_STEPS) {
            Long visible = view.history().seekBack(at);
            if (visible == null || visible <= after) {
                return new TimelinePage(found, after, true);
            }
            int step = step(limit);
            List<Step> steps = scan.backward(view.room().nid(), after, visible, step);
            boolean last = steps.size() < step;
            List<StoredEvent> seen = seen(view, reader, steps, filter);
            int wanted = limit - found.size();
            if (seen.size() > wanted || seen.size() == wanted && !last) {
                seen.stream().limit(wanted).forEach(found::add);
                return new TimelinePage(found, before(found, steps), false);
            }
            found.addAll(seen);
            if (last) {
                return new TimelinePage(found, after, true);
            }
            looked += steps.size();
            at = steps.getLast().position() - 1;
        }
        return new TimelinePage(found, at, false);
    }

    /// With a limit of 0 nothing is passed over.
    private static long before(List<StoredEvent> found, List<Step> steps) {
        return found.isEmpty() ? steps.getFirst().position() : found.getLast().position() - 1;
    }

    /// The events with `after < position <= upTo`, the oldest first.
    public TimelinePage forward(
            RoomView view,
            UserId reader,
            long after,
            long upTo,
            int limit,
            RoomEventFilter filter) {
        List<StoredEvent> found = new ArrayList<>();
        long at = after;
        int looked = 0;
        while (looked < MAX_STEPS) {
            int step = step(limit);
            List<Step> steps = scan.forward(view.room().nid(), at, upTo, step);
            boolean last = steps.size() < step;
            List<StoredEvent> seen = seen(view, reader, steps, filter);
            int wanted = limit - found.size();
            if (seen.size() > wanted || seen.size() == wanted && !last) {
                seen.stream().limit(wanted).forEach(found::add);
                return new TimelinePage(
                        found, found.isEmpty() ? at : found.getLast().position(), false);
            }
            found.addAll(seen);
            at = steps.isEmpty() ? at : steps.getLast().position();
            if (last) {
                return new TimelinePage(found, at, true);
            }
            looked += steps.size();
        }
        return new TimelinePage(found, at, false);
    }

    private static int step(int limit) {
        return Math.clamp(limit + 1L, MIN_STEP, MAX_STEP);
    }

    private List<StoredEvent> seen(
            RoomView view, UserId reader, List<Step> steps, RoomEventFilter filter) {
        if (!filter.rooms().accepts(view.room().id().value())) {
            return List.of();
        }
        List<Long> wanted =
                steps.stream()
                        .filter(step ->
                                filter.events().types().accepts(step.type())
                                        && filter.events().senders().accepts(step.sender()))
                        .map(Step::nid)
                        .toList();
        List<StoredEvent> matching =
                events.inOrder(wanted).stream().filter(event -> matches(filter, event)).toList();
        List<StoredEvent> visible = visibility.filter(view.room().nid(), matching, reader);
        return filter.needsRelations() ? related(view, visible, filter) : visible;
    }

    private static boolean matches(RoomEventFilter filter, StoredEvent event) {
        return filter.matches(
                event.pdu().type(), event.pdu().sender().value(), event.pdu().content());
    }

    private List<StoredEvent> related(
            RoomView view, List<StoredEvent> found, RoomEventFilter filter) {
        if (found.isEmpty()
                || filter.relatedByRelTypes().acceptsNothing()
                || filter.relatedBySenders().acceptsNothing()) {
            return List.of();
        }
        Set<String> parents =
                scan.relatedBy(
                        List.of(view.room().nid()),
                        found.stream()
                                .map(event -> event.eventId().value())
                                .collect(Collectors.toSet()),
                        only(filter.relatedByRelTypes().only()),
                        only(filter.relatedBySenders().only()));
        return found.stream().filter(event -> parents.contains(event.eventId().value())).toList();
    }

    private static Collection<String> only(@org.jspecify.annotations.Nullable Set<String> values) {
        return values == null ? Set.of() : values;
    }
}
