package io.heddle.sync.v3;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.filter.Selection;
import io.heddle.replication.stream.StreamName;
import io.heddle.storage.accountdata.IgnoredUsers;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.event.TimelineScan;
import io.heddle.storage.event.Timelines;
import io.heddle.storage.event.Timelines.Range;
import io.heddle.storage.room.MessageRetention;
import io.heddle.storage.room.RoomHistories;
import io.heddle.storage.room.RoomHistory;
import io.heddle.sync.live.LiveEvent;
import io.heddle.sync.live.LiveSync;
import io.heddle.sync.room.NewestEvents;
import io.heddle.sync.room.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Fills in timelines: from memory where it reaches back to the client's token, else from storage.
@Component
class TimelineSection {
    static final int DEFAULT_LIMIT = 10;
    static final int MAX_LIMIT = 100;

    private final LiveSync live;
    private final NewestEvents reader;
    private final Timelines timelines;
    private final RoomHistories histories;
    private final IgnoredUsers ignored;
    private final TimelineScan scan;
    private final MessageRetention retention;

    TimelineSection(
            LiveSync live,
            NewestEvents reader,
            Timelines timelines,
            RoomHistories histories,
            IgnoredUsers ignored,
            TimelineScan scan,
            MessageRetention retention) {
        this.retention = retention;
        this.live = live;
        this.reader = reader;
        this.timelines = timelines;
        this.histories = histories;
        this.ignored = ignored;
        this.scan = scan;
    }

    void fill(List<RoomDraft> drafts, SyncContext context) {
        List<RoomDraft> recent = new ArrayList<>();
        List<RoomDraft> older = new ArrayList<>();
        for (RoomDraft draft : drafts) {
            (takeWindow(draft, context) ? recent : older).add(draft);
        }
        fillFromMemory(recent, context);
        if (!older.isEmpty()) {
            fillFromStorage(older, context);
        }
        if (context.filter().room().timeline().needsRelations()) {
            keepRelated(drafts, context.filter().room().timeline());
        }
    }

    /// Leaves only events to which others relate as the filter wants.
    private void keepRelated(List<RoomDraft> drafts, RoomEventFilter filter) {
        List<StoredEvent> all =
                drafts.stream().flatMap(draft -> draft.timeline().events().stream()).toList();
        Set<String> parents =
                all.isEmpty()
                        ? Set.of()
                        : scan.relatedBy(
                                drafts.stream().map(RoomDraft::nid).toList(),
                                all.stream().map(event -> event.eventId().value()).toList(),
                                only(filter.relatedByRelTypes()),
                                only(filter.relatedBySenders()));
        for (RoomDraft draft : drafts) {
            Timeline timeline = draft.timeline();
            List<StoredEvent> related =
                    timeline.events().stream()
                            .filter(event -> parents.contains(event.eventId().value()))
                            .toList();
            draft.timeline(
                    new Timeline(related, timeline.limited(), timeline.before(), timeline.end()));
        }
    }

    private static Set<String> only(Selection selection) {
        return selection.only() == null ? Set.of() : selection.only();
    }

    private boolean takeWindow(RoomDraft draft, SyncContext context) {
        if (draft.isFull()) {
            return false;
        }
        long since = context.since(StreamName.EVENTS);
        List<LiveEvent> window =
                live.events().between(draft.nid(), since, context.now(StreamName.EVENTS));
        if (window == null) {
            return false;
        }
        draft.window(window);
        return true;
    }

    private void fillFromMemory(List<RoomDraft> drafts, SyncContext context) {
        Map<Long, StoredEvent> loaded =
                reader.load(drafts.stream().map(RoomDraft::window).filter(w -> w != null).toList());
        Predicate<StoredEvent> wanted = wanted(context);
        int limit = limit(context);
        for (RoomDraft draft : drafts) {
            List<LiveEvent> window = draft.window();
            if (window == null || window.isEmpty()) {
                draft.silent(0);
            } else {
                draft.since(window.getFirst().roomPosition() - 1);
                draft.timeline(
                        NewestEvents.of(window, loaded, limit, inRoom(draft, context, wanted)));
            }
        }
    }

    private void fillFromStorage(List<RoomDraft> drafts, SyncContext context) {
        List<Long> rooms = drafts.stream().map(RoomDraft::nid).toList();
        Map<Long, Long> ends = timelines.at(rooms, context.now(StreamName.EVENTS));
        Map<Long, Long> starts = starts(drafts, context);
        List<Range> ranges = new ArrayList<>();
        for (RoomDraft draft : drafts) {
            Long end = ends.get(draft.nid());
            long start = starts.getOrDefault(draft.nid(), Long.MIN_VALUE);
            if (end == null || end <= start && !draft.isFull()) {
                draft.silent(end == null ? 0 : end);
                continue;
            }
            if (!draft.isFull()) {
                draft.since(start);
            }
            ranges.add(new Range(draft.nid(), start, end));
        }
        read(drafts, ranges, context);
    }

    /// Where the client is in each room; newly joined ones are read from the beginning.
    private Map<Long, Long> starts(List<RoomDraft> drafts, SyncContext context) {
        List<Long> known =
                drafts.stream()
                        .filter(draft -> !context.isInitial() && !draft.isNewlyJoined())
                        .map(RoomDraft::nid)
                        .toList();
        return known.isEmpty() ? Map.of() : timelines.at(known, context.since(StreamName.EVENTS));
    }

    private void read(List<RoomDraft> drafts, List<Range> ranges, SyncContext context) {
        Map<Long, Timeline> read = readVisible(ranges, context);
        for (RoomDraft draft : drafts) {
            Timeline timeline = read.get(draft.nid());
            if (timeline != null) {
                draft.timeline(draft.isNewlyJoined() ? timeline.asLimited() : timeline);
            }
        }
    }

    /// Reads parts of rooms' timelines as the user may see them.
    Map<Long, Timeline> readVisible(List<Range> ranges, SyncContext context) {
        Map<Long, RoomHistory> views =
                histories.of(ranges.stream().map(Range::roomNid).toList(), context.userId());
        Predicate<StoredEvent> wanted = wanted(context);
        return reader.read(
                ranges,
                limit(context),
                event -> wanted.test(event) && sees(views.get(event.roomNid()), event));
    }

    private static boolean sees(@Nullable RoomHistory view, StoredEvent event) {
        return view != null && event.isShown() && view.canSee(event);
    }

    private static int limit(SyncContext context) {
        RoomEventFilter filter = context.filter().room().timeline();
        return filter.acceptsNothing() ? 0 : filter.limit(DEFAULT_LIMIT, MAX_LIMIT);
    }

    private Predicate<StoredEvent> inRoom(
            RoomDraft draft, SyncContext context, Predicate<StoredEvent> wanted) {
        if (!context.filter().room().timeline().rooms().accepts(draft.roomId())) {
            return event -> false;
        }
        long horizon = retention.horizon(draft.nid());
        return horizon == Long.MIN_VALUE
                ? wanted
                : event -> !MessageRetention.hasExpired(event, horizon) && wanted.test(event);
    }

    private Predicate<StoredEvent> wanted(SyncContext context) {
        RoomEventFilter filter = context.filter().room().timeline();
        Set<String> unwanted = ignored.of(context.userId());
        return event -> {
            Pdu pdu = event.pdu();
            return (unwanted.isEmpty() || pdu.isState() || !unwanted.contains(pdu.sender().value()))
                    && filter.matches(pdu.type(), pdu.sender().value(), pdu.content());
        };
    }
}
