package io.heddle.sync.v3;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomStates;
import io.heddle.storage.room.RoomStates.Interval;
import io.heddle.storage.room.RoomStates.Stretch;
import io.heddle.sync.live.LiveEvent;
import io.heddle.sync.room.NewestEvents;
import io.heddle.sync.room.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Fills in the state that a client needs beside the timeline: what changed between its token and the start of the timeline
/// (or, when asked for, its end), and what the timeline does not show because a filter keeps it out.
/// https://spec.matrix.org/v1.19/client-server-api/#syncing
@Component
class StateSection {
    private final RoomStates states;
    private final Events events;
    private final NewestEvents reader;
    private final LazyLoading lazyLoading;

    StateSection(RoomStates states, Events events, NewestEvents reader, LazyLoading lazyLoading) {
        this.states = states;
        this.events = events;
        this.reader = reader;
        this.lazyLoading = lazyLoading;
    }

    void fill(List<RoomDraft> drafts, SyncContext context) {
        boolean after = context.request().stateMode().isAfter();
        Map<Long, Map<StateKey, StoredEvent>> told = new HashMap<>();
        drafts.forEach(draft -> told.put(draft.nid(), new LinkedHashMap<>()));
        List<RoomDraft> simple = drafts.stream().filter(StateSection::isSimple).toList();
        List<RoomDraft> others =
                drafts.stream().filter(draft -> !isSimple(draft) && !draft.isSilent()).toList();
        fromMemory(simple, told, after);
        fromStorage(others, context, told);
        if (context.filter().lazyLoadMembers()) {
            lazyLoading.add(drafts, told, context);
        }
        RoomEventFilter filter = context.filter().room().state();
        for (RoomDraft draft : drafts) {
            draft.state(
                    Objects.requireNonNull(told.get(draft.nid())).values().stream()
                            .filter(event -> passes(filter, draft, event))
                            .toList());
        }
    }

    private static boolean passes(RoomEventFilter filter, RoomDraft draft, StoredEvent event) {
        Pdu pdu = event.pdu();
        return filter.acceptsAll()
                || filter.matches(draft.roomId(), pdu.type(), pdu.sender().value(), pdu.content());
    }

    /// Whether the room's state went on with its events, one by one, so that it can be told from them.
    private static boolean isSimple(RoomDraft draft) {
        List<LiveEvent> window = draft.window();
        return !draft.isSilent()
                && window != null
                && window.stream().allMatch(LiveEvent::followsAlone);
    }

    private void fromMemory(
            List<RoomDraft> drafts, Map<Long, Map<StateKey, StoredEvent>> told, boolean after) {
        List<RoomDraft> changed =
                drafts.stream()
                        .filter(draft ->
                                Objects.requireNonNull(draft.window()).stream()
                                        .anyMatch(LiveEvent::isState))
                        .toList();
        Map<Long, StoredEvent> loaded =
                reader.load(
                        changed.stream().map(RoomDraft::window).filter(w -> w != null).toList());
        for (RoomDraft draft : changed) {
            Map<StateKey, StoredEvent> atStart = new LinkedHashMap<>();
            Map<StateKey, StoredEvent> atEnd = new LinkedHashMap<>();
            for (LiveEvent event : Objects.requireNonNull(draft.window())) {
                StoredEvent stored = NewestEvents.stored(event, loaded);
                StateKey key = stored == null ? null : stored.pdu().stateKeyEntry();
                if (stored == null || key == null || !stored.isShown()) {
                    continue;
                }
                if (event.roomPosition() <= draft.timeline().before()) {
                    atStart.put(key, stored);
                }
                atEnd.put(key, stored);
            }
            merge(draft.timeline(), atStart, atEnd, after, into(told, draft));
        }
    }

    private void fromStorage(
            List<RoomDraft> drafts,
            SyncContext context,
            Map<Long, Map<StateKey, StoredEvent>> told) {
        if (drafts.isEmpty()) {
            return;
        }
        boolean after = context.request().stateMode().isAfter();
        boolean lazy = context.filter().lazyLoadMembers();
        List<Interval> intervals = new ArrayList<>();
        intervals.addAll(
                states.told(
                        stretches(
                                drafts.stream().filter(d -> !(lazy && d.isFull())).toList(), after),
                        true));
        intervals.addAll(
                states.told(
                        stretches(drafts.stream().filter(d -> lazy && d.isFull()).toList(), after),
                        false));
        Map<Long, StoredEvent> loaded =
                events.byNids(intervals.stream().map(Interval::eventNid).distinct().toList());
        Map<Long, List<Interval>> byRoom = new HashMap<>();
        intervals.forEach(interval ->
                byRoom.computeIfAbsent(interval.roomNid(), nid -> new ArrayList<>()).add(interval));
        for (RoomDraft draft : drafts) {
            merge(
                    draft,
                    byRoom.getOrDefault(draft.nid(), List.of()),
                    loaded,
                    after,
                    into(told, draft));
        }
    }

    private static List<Stretch> stretches(Collection<RoomDraft> drafts, boolean after) {
        return drafts.stream()
                .map(draft ->
                        new Stretch(
                                draft.nid(),
                                draft.since(),
                                after ? draft.timeline().end() : draft.timeline().before(),
                                draft.timeline().end()))
                .toList();
    }

    private static void merge(
            RoomDraft draft,
            List<Interval> intervals,
            Map<Long, StoredEvent> loaded,
            boolean after,
            Map<StateKey, StoredEvent> into) {
        Map<StateKey, StoredEvent> atStart = new LinkedHashMap<>();
        Map<StateKey, StoredEvent> atEnd = new LinkedHashMap<>();
        for (Interval interval : intervals) {
            StoredEvent event = loaded.get(interval.eventNid());
            if (event == null) {
                continue;
            }
            if (interval.covers(draft.timeline().before())) {
                atStart.put(interval.key(), event);
            }
            if (interval.covers(draft.timeline().end())) {
                atEnd.put(interval.key(), event);
            }
        }
        merge(draft.timeline(), atStart, atEnd, after, into);
    }

    /// The state at the end as far as the timeline does not show it, over the state at the start.
    private static void merge(
            Timeline timeline,
            Map<StateKey, StoredEvent> atStart,
            Map<StateKey, StoredEvent> atEnd,
            boolean after,
            Map<StateKey, StoredEvent> into) {
        if (after) {
            into.putAll(atEnd);
            return;
        }
        Set<Long> shown = new HashSet<>();
        timeline.events().forEach(event -> shown.add(event.nid()));
        into.putAll(atStart);
        atEnd.forEach((key, event) -> {
            if (!shown.contains(event.nid())) {
                into.put(key, event);
            }
        });
    }

    private static Map<StateKey, StoredEvent> into(
            Map<Long, Map<StateKey, StoredEvent>> told, RoomDraft draft) {
        return Objects.requireNonNull(told.get(draft.nid()));
    }
}
