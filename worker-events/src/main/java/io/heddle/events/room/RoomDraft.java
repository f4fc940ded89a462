package io.heddle.events.room;

import io.heddle.events.persist.PendingWrite;
import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.persist.NewEvent;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Room;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What some new events make of a room, apart from the room until all of them are good. Made and used under the room's lock.
final class RoomDraft implements RoomView {
    /// How many of a room's open ends an event ties up; the specification allows 20.
    private static final int MAX_PREVIOUS = 10;

    private final LiveRoom live;
    private final long generation;
    private final List<NewEvent> events = new ArrayList<>(1);
    private final Map<StateKey, Pdu> changedState = new HashMap<>(4);
    private Map<EventId, Long> extremities;
    private final List<UserId> joined = new ArrayList<>(0);
    private final List<UserId> left = new ArrayList<>(0);
    private long position;
    private int notifyCount;
    private int highlightCount;
    private int joinedMembers;

    RoomDraft(LiveRoom live) {
        this.live = live;
        this.generation = live.generation();
        this.extremities = live.extremities();
        this.position = live.position();
        this.notifyCount = live.notifyCount();
        this.highlightCount = live.highlightCount();
        this.joinedMembers = live.joinedMembers();
    }

    @Override
    public Room room() {
        return live.room();
    }

    @Override
    public @Nullable Pdu state(StateKey key) {
        Pdu changed = changedState.get(key);
        return changed != null ? changed : live.state(key);
    }

    @Override
    public void prefetch(Collection<StateKey> keys) {
        live.prefetch(keys);
    }

    @Override
    public PowerLevels powerLevels() {
        return PowerLevels.of(
                state(StateKey.POWER_LEVELS), Objects.requireNonNull(state(StateKey.CREATE)));
    }

    @Override
    public int joinedMembers() {
        return joinedMembers;
    }

    @Override
    public Set<UserId> joinedLocalUsers() {
        return live.joinedLocalUsers();
    }

    @Override
    public long position() {
        return position;
    }

    int notifyCount() {
        return notifyCount;
    }

    int highlightCount() {
        return highlightCount;
    }

    Map<StateKey, Pdu> changedState() {
        return changedState;
    }

    Map<EventId, Long> extremities() {
        return extremities;
    }

    List<NewEvent> events() {
        return events;
    }

    /// The events that the next one follows, the deepest first.
    List<EventId> previous() {
        if (extremities.size() <= 1) {
            return List.copyOf(extremities.keySet());
        }
        return extremities.entrySet().stream()
                .sorted(Map.Entry.<EventId, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(MAX_PREVIOUS)
                .map(Map.Entry::getKey)
                .toList();
    }

    long nextDepth() {
        long deepest = 0;
        for (long depth : extremities.values()) {
            deepest = Math.max(deepest, depth);
        }
        return deepest == Long.MAX_VALUE ? deepest : deepest + 1;
    }

    /// A new event of this draft, or one of the room that waits for its commit.
    @Nullable NewEvent unstored(EventId id) {
        for (NewEvent event : events) {
            if (event.eventId().equals(id)) {
                return event;
            }
        }
        return live.waiting(id);
    }

    /// All events of the room that are not stored yet.
    Collection<NewEvent> allUnstored() {
        List<NewEvent> all = new ArrayList<>(live.allWaiting());
        all.addAll(events);
        return all;
    }

    /// Goes on to the event's place in the timeline.
    void advance(Pdu event) {
        Map<EventId, Long> after = new LinkedHashMap<>(extremities);
        event.prevEvents().forEach(after::remove);
        after.put(event.eventId(), event.depth());
        extremities = after;
        position++;
    }

    void putState(StateKey key, Pdu event) {
        changedState.put(key, event);
    }

    void moveMember(UserId user, boolean local, @Nullable String before, @Nullable String after) {
        boolean was = Membership.JOIN.equals(before);
        boolean is = Membership.JOIN.equals(after);
        if (was == is) {
            return;
        }
        joinedMembers += is ? 1 : -1;
        if (local && is && live.joinedLocalUsers().add(user)) {
            joined.add(user);
        } else if (local && was && live.joinedLocalUsers().remove(user)) {
            left.add(user);
        }
    }

    /// Leaves the room as it was. Local members are the one thing that a draft changes in place: a copy for each would make
    /// a join cost as much as the room has members.
    void discard() {
        live.joinedLocalUsers().removeAll(joined);
        live.joinedLocalUsers().addAll(left);
    }

    /// Threads are counted apart: see UnreadCounts.
    void count(PushCounter.PushCount count, @Nullable EventId thread) {
        if (thread != null) {
            return;
        }
        notifyCount += count.notifies() ? 1 : 0;
        highlightCount += count.highlights() ? 1 : 0;
    }

    void add(NewEvent event) {
        events.add(event);
    }

    /// Moves the room on to this draft. The write is to be submitted before the room's lock is let go.
    PendingWrite apply(boolean newRoom) {
        PendingWrite write = new PendingWrite(live, generation, live.lease(), newRoom, events);
        live.apply(this, write);
        return write;
    }
}
