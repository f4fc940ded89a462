package io.heddle.sync.v3;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.storage.accountdata.IgnoredUsers;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.sticky.StickyEvents;
import io.heddle.sync.live.UserRoom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Sticky events of joined rooms that the timelines leave out: all of those who came since the client's token and have not
/// expired, whatever the limit of timelines and the history visibility. A room that the user has just joined tells of all it has.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4354
@Component
class StickySection {
    private static final int LIMIT = 100;
    private static final int LIMIT_OF_NEW_ROOMS = 1000;

    private final StickyEvents sticky;
    private final Events events;
    private final IgnoredUsers ignored;
    private final Clock clock;

    StickySection(StickyEvents sticky, Events events, IgnoredUsers ignored, Clock clock) {
        this.sticky = sticky;
        this.events = events;
        this.ignored = ignored;
        this.clock = clock;
    }

    /// @param byRoom the numbers of the events by the numbers of their rooms
    /// @param position up to where the stream of sticky events is told
    record Found(Map<Long, List<Long>> byRoom, long position) {
        Set<Long> roomNids() {
            return byRoom.keySet();
        }
    }

    Found read(SyncContext context, Set<Long> newlyJoined) {
        long now = context.now(StreamName.STICKY_EVENTS);
        if (!sticky.isEnabled()) {
            return new Found(Map.of(), now);
        }
        List<StreamRow.StickyEvent> rows = new ArrayList<>();
        long position = now;
        if (context.mayHaveNews(StreamName.STICKY_EVENTS)) {
            List<Long> rooms = joined(context);
            rows.addAll(
                    sticky.inRooms(
                            rooms,
                            context.since(StreamName.STICKY_EVENTS),
                            now,
                            clock.millis(),
                            LIMIT));
            if (rows.size() == LIMIT) {
                position = rows.getLast().position();
            }
        }
        if (!context.isInitial() && !newlyJoined.isEmpty()) {
            rows.addAll(
                    sticky.inRooms(
                            newlyJoined,
                            0,
                            context.since(StreamName.STICKY_EVENTS),
                            clock.millis(),
                            LIMIT_OF_NEW_ROOMS));
        }
        return new Found(byRoom(rows), position);
    }

    private static List<Long> joined(SyncContext context) {
        return context.rooms().rooms().values().stream()
                .filter(UserRoom::isJoined)
                .filter(room -> JoinedRooms.wanted(context.filter().room(), room))
                .map(UserRoom::roomNid)
                .toList();
    }

    private static Map<Long, List<Long>> byRoom(List<StreamRow.StickyEvent> rows) {
        Map<Long, List<Long>> byRoom = new HashMap<>();
        rows.stream()
                .sorted(java.util.Comparator.comparingLong(StreamRow.StickyEvent::position))
                .forEach(row ->
                        byRoom.computeIfAbsent(row.roomNid(), nid -> new ArrayList<>())
                                .add(row.eventNid()));
        return byRoom;
    }

    void fill(List<RoomDraft> drafts, Found found, SyncContext context) {
        if (found.byRoom().isEmpty()) {
            return;
        }
        Map<Long, StoredEvent> stored =
                events.byNids(
                        found.byRoom().values().stream()
                                .flatMap(List::stream)
                                .collect(Collectors.toSet()));
        Set<String> unwanted = ignored.of(context.userId());
        for (RoomDraft draft : drafts) {
            Set<Long> told =
                    draft.timeline().events().stream()
                            .map(StoredEvent::nid)
                            .collect(Collectors.toSet());
            draft.sticky(
                    found.byRoom().getOrDefault(draft.nid(), List.of()).stream()
                            .filter(nid -> !told.contains(nid))
                            .map(stored::get)
                            .filter(event -> event != null && isTold(event, unwanted))
                            .toList());
        }
    }

    private static boolean isTold(StoredEvent event, Set<String> unwanted) {
        return event.isShown()
                && event.redactedBy() == null
                && !unwanted.contains(event.pdu().sender().value());
    }
}
