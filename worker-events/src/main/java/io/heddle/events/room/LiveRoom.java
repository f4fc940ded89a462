package io.heddle.events.room;

import io.heddle.events.persist.PendingWrite;
import io.heddle.events.persist.WriteOwner;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.Lease;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.persist.NewEvent;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomHead;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A room as this instance writes it: the state and the end of the timeline that the next event goes on from. It runs ahead
/// of what is stored by the events that wait for their commit. All state but memberships is held; the memberships of users
/// are read when first asked for, so that a room costs no more memory for having many members.
///
/// A generation ends when what is held may differ from what is stored: a commit failed, or the lease changed hands. Events
/// prepared in an older generation are not stored, and the next use loads the room anew.
final class LiveRoom implements WriteOwner {
    private static final int BASE_WEIGHT = 2000;
    private static final int MEMBER_WEIGHT = 120;

    final ReentrantLock lock = new ReentrantLock();
    final Duty duty;

    private final RoomId id;
    private final LiveRooms rooms;
    private final AtomicLong generation = new AtomicLong(1);
    private final Map<EventId, Waiting> waiting = new ConcurrentHashMap<>();

    private volatile long loadedGeneration;

    // Guarded by the lock.
    private @Nullable Room room;
    private @Nullable Lease lease;
    private Map<StateKey, @Nullable Pdu> state = new HashMap<>();
    private Function<Collection<StateKey>, Map<StateKey, Pdu>> members = keys -> Map.of();
    private Map<EventId, Long> extremities = new LinkedHashMap<>();
    private Set<UserId> joinedLocalUsers = new HashSet<>();
    private long position;
    private int notifyCount;
    private int highlightCount;
    private int joinedMembers;

    private volatile long weight;

    LiveRoom(RoomId id, LiveRooms rooms) {
        this.id = id;
        this.rooms = rooms;
        this.duty = Duty.room(id.value());
    }

    RoomId id() {
        return id;
    }

    boolean isLoaded() {
        return loadedGeneration == generation.get();
    }

    /// Whether the room was loaded under this lease and nothing has happened to it since.
    boolean isReady(Lease held) {
        return held.equals(lease) && isLoaded();
    }

    /// @param members reads the current memberships of some users
    void load(
            Room stored,
            Lease held,
            long inGeneration,
            RoomHead head,
            Collection<StoredEvent> stateWithoutMembers,
            Collection<UserId> localUsers,
            Function<Collection<StateKey>, Map<StateKey, Pdu>> members) {
        room = stored;
        lease = held;
        position = head.position();
        notifyCount = head.notifyCount();
        highlightCount = head.highlightCount();
        joinedMembers = head.joined();
        extremities = new LinkedHashMap<>(head.extremities());
        joinedLocalUsers = new HashSet<>(localUsers);
        this.members = members;
        state = new HashMap<>();
        weight = BASE_WEIGHT + (long) MEMBER_WEIGHT * joinedLocalUsers.size();
        stateWithoutMembers.forEach(
                event -> put(Objects.requireNonNull(event.pdu().stateKeyEntry()), event.pdu()));
        loadedGeneration = inGeneration;
    }

    long generation() {
        return generation.get();
    }

    Room room() {
        return Objects.requireNonNull(room, "not loaded");
    }

    Lease lease() {
        return Objects.requireNonNull(lease, "not loaded");
    }

    @Nullable Pdu state(StateKey key) {
        if (key.type().equals("m.room.member") && !state.containsKey(key)) {
            prefetch(List.of(key));
        }
        return state.get(key);
    }

    /// Reads what is not held of these memberships, in one query.
    void prefetch(Collection<StateKey> keys) {
        List<StateKey> missing =
                keys.stream()
                        .filter(key ->
                                key.type().equals("m.room.member") && !state.containsKey(key))
                        .toList();
        if (!missing.isEmpty()) {
            Map<StateKey, Pdu> found = members.apply(missing);
            missing.forEach(key -> put(key, found.get(key)));
        }
    }

    Map<EventId, Long> extremities() {
        return extremities;
    }

    Set<UserId> joinedLocalUsers() {
        return joinedLocalUsers;
    }

    long position() {
        return position;
    }

    int notifyCount() {
        return notifyCount;
    }

    int highlightCount() {
        return highlightCount;
    }

    int joinedMembers() {
        return joinedMembers;
    }

    /// An event of this room that waits for its commit.
    @Nullable NewEvent waiting(EventId event) {
        Waiting found = waiting.get(event);
        return found == null ? null : found.event();
    }

    /// The write that an event of this room waits in.
    @Nullable PendingWrite waitingWrite(EventId event) {
        Waiting found = waiting.get(event);
        return found == null ? null : found.write();
    }

    Collection<NewEvent> allWaiting() {
        return waiting.values().stream().map(Waiting::event).toList();
    }

    /// Moves on to what a draft made of the room.
    void apply(RoomDraft draft, PendingWrite write) {
        draft.changedState().forEach(this::put);
        extremities = draft.extremities();
        position = draft.position();
        notifyCount = draft.notifyCount();
        highlightCount = draft.highlightCount();
        joinedMembers = draft.joinedMembers();
        rooms.retain(this);
        write.events().forEach(event -> waiting.put(event.eventId(), new Waiting(event, write)));
    }

    private void put(StateKey key, @Nullable Pdu event) {
        Pdu before = state.put(key, event);
        weight += (event == null ? MEMBER_WEIGHT : event.weight());
        weight -= before == null ? 0 : before.weight();
    }

    long weight() {
        return weight;
    }

    @Override
    public boolean isCurrent(long wanted) {
        return generation.get() == wanted;
    }

    @Override
    public void invalidate() {
        generation.incrementAndGet();
    }

    @Override
    public void stored(PendingWrite write) {
        finish(write);
    }

    @Override
    public void dropped(PendingWrite write) {
        finish(write);
    }

    private void finish(PendingWrite write) {
        write.events().forEach(event -> waiting.remove(event.eventId()));
        rooms.release(this);
    }

    private record Waiting(NewEvent event, PendingWrite write) {}
}
