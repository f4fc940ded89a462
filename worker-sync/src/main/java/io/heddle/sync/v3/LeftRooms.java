package io.heddle.sync.v3;

import io.heddle.replication.stream.StreamName;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.event.Timelines;
import io.heddle.storage.event.Timelines.Range;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.MembershipHistory;
import io.heddle.storage.room.RoomHistories;
import io.heddle.storage.room.RoomHistory;
import io.heddle.sync.live.UserRoom;
import io.heddle.sync.room.Timeline;
import io.heddle.sync.v3.MembershipNews.Left;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Rooms that the user is out of: just left ones once, older ones when an initial sync asks for them. They are shown as they
/// were when the user left.
@Component
class LeftRooms {
    private static final List<String> OUT = List.of(Membership.LEAVE, Membership.BAN);

    private final MembershipHistory memberships;
    private final Events events;
    private final Timelines timelines;
    private final TimelineSection timelineSection;
    private final StateSection stateSection;
    private final RoomHistories histories;

    LeftRooms(
            MembershipHistory memberships,
            Events events,
            Timelines timelines,
            TimelineSection timelineSection,
            StateSection stateSection,
            RoomHistories histories) {
        this.memberships = memberships;
        this.events = events;
        this.timelines = timelines;
        this.timelineSection = timelineSection;
        this.stateSection = stateSection;
        this.histories = histories;
    }

    /// All rooms that the user is out of, for an initial sync: users who were removed always hear of it, those who left on
    /// their own when the filter includes left rooms.
    List<Left> all(SyncContext context) {
        boolean includeLeave = context.filter().room().includeLeave();
        String self = context.userId().value();
        return memberships.rooms(context.userId(), OUT).stream()
                .filter(room ->
                        room.eventNid() <= context.now(StreamName.EVENTS)
                                && (includeLeave || !room.sender().equals(self)))
                .map(room ->
                        new UserRoom(
                                room.roomNid(),
                                room.roomId(),
                                room.membership(),
                                room.eventNid(),
                                room.sender()))
                .map(room -> new Left(room, false, true))
                .toList();
    }

    List<RoomDraft> drafts(List<Left> left, SyncContext context) {
        List<Left> wanted =
                left.stream()
                        .filter(one -> JoinedRooms.wanted(context.filter().room(), one.room()))
                        .toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Long> rooms = wanted.stream().map(one -> one.room().roomNid()).toList();
        Map<Long, StoredEvent> ends =
                events.byNids(wanted.stream().map(one -> one.room().eventNid()).toList());
        Map<Long, RoomHistory> histories = this.histories.of(rooms, context.userId());
        Map<Long, Long> starts = starts(wanted, context);
        List<RoomDraft> drafts = new ArrayList<>();
        List<RoomDraft> entered = new ArrayList<>();
        List<Range> ranges = new ArrayList<>();
        for (Left one : wanted) {
            StoredEvent end = ends.get(one.room().eventNid());
            if (end == null) {
                continue;
            }
            boolean full = !one.wasJoined() && one.joinedMeanwhile();
            RoomDraft draft = new RoomDraft(one.room(), full, full);
            drafts.add(draft);
            Long joined = Objects.requireNonNull(histories.get(draft.nid())).lastJoined();
            if (joined == null || end.roomPosition() == null || !one.hasBeenJoined()) {
                draft.timeline(onlyTheEnd(end));
                continue;
            }
            long start = full ? Long.MIN_VALUE : starts.getOrDefault(draft.nid(), Long.MIN_VALUE);
            draft.since(start);
            ranges.add(new Range(draft.nid(), start, end.position()));
            entered.add(draft);
        }
        Map<Long, Timeline> read = timelineSection.readVisible(ranges, context);
        for (RoomDraft draft : entered) {
            Timeline timeline = read.getOrDefault(draft.nid(), draft.timeline());
            draft.timeline(upToLeave(timeline, histories.get(draft.nid())));
        }
        stateSection.fill(entered, context);
        return drafts;
    }

    private static Timeline onlyTheEnd(StoredEvent end) {
        long place = end.roomPosition() == null ? 0 : end.roomPosition();
        return new Timeline(List.of(end), false, place - 1, place);
    }

    /// The state of a room is told as it was when the user left, not when, say, a ban followed.
    private static Timeline upToLeave(Timeline timeline, @Nullable RoomHistory history) {
        Long joined = history == null ? null : history.lastJoined();
        long end = joined == null ? timeline.end() : Math.min(timeline.end(), joined + 1);
        return new Timeline(
                timeline.events(), timeline.limited(), Math.min(timeline.before(), end), end);
    }

    private Map<Long, Long> starts(List<Left> left, SyncContext context) {
        List<Long> rooms =
                left.stream().filter(Left::wasJoined).map(one -> one.room().roomNid()).toList();
        return rooms.isEmpty() ? Map.of() : timelines.at(rooms, context.since(StreamName.EVENTS));
    }
}
