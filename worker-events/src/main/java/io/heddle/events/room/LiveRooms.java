package io.heddle.events.room;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomHead;
import io.heddle.storage.room.RoomHeads;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.Rooms;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// The rooms held in memory: loaded at first use, dropped when they weigh too much together, those used longest ago first.
/// A room that is in use, or has events that wait for their commit, stays.
@Component
class LiveRooms {
    private static final long MAX_WEIGHT = 128L << 20;

    private final Duties duties;
    private final Rooms rooms;
    private final RoomHeads heads;
    private final RoomState states;
    private final Memberships memberships;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RoomId, Held> held = new LinkedHashMap<>(64, 0.75f, true);
    private final long maxWeight;
    private long weight;

    @Autowired
    LiveRooms(
            Duties duties,
            Rooms rooms,
            RoomHeads heads,
            RoomState states,
            Memberships memberships) {
        this(duties, rooms, heads, states, memberships, MAX_WEIGHT);
    }

    LiveRooms(
            Duties duties,
            Rooms rooms,
            RoomHeads heads,
            RoomState states,
            Memberships memberships,
            long maxWeight) {
        this.duties = duties;
        this.rooms = rooms;
        this.heads = heads;
        this.states = states;
        this.memberships = memberships;
        this.maxWeight = maxWeight;
    }

    /// A room to use until [#release]. It may not exist, and is not loaded yet.
    LiveRoom acquire(RoomId id) {
        lock.lock();
        try {
            Held room = held.computeIfAbsent(id, key -> new Held(new LiveRoom(key, this)));
            room.users++;
            return room.room;
        } finally {
            lock.unlock();
        }
    }

    void retain(LiveRoom room) {
        acquire(room.id());
    }

    void release(LiveRoom room) {
        lock.lock();
        try {
            Held entry = held.get(room.id());
            if (entry == null || --entry.users > 0) {
                return;
            }
            weight += room.weight() - entry.weight;
            entry.weight = room.weight();
            if (!room.isLoaded()) {
                drop(entry);
            }
            shrink();
        } finally {
            lock.unlock();
        }
    }

    private void shrink() {
        Iterator<Held> oldestFirst = held.values().iterator();
        while (weight > maxWeight && oldestFirst.hasNext()) {
            Held entry = oldestFirst.next();
            if (entry.users == 0) {
                oldestFirst.remove();
                weight -= entry.weight;
            }
        }
    }

    /// How many rooms are held.
    int size() {
        lock.lock();
        try {
            return held.size();
        } finally {
            lock.unlock();
        }
    }

    private void drop(Held entry) {
        held.remove(entry.room.id());
        weight -= entry.weight;
    }

    /// Makes sure that the room in memory is what is stored plus what waits. The caller holds the room's lock.
    ///
    /// Fails with 404 for an unknown room, and with [LeaseLostException] when another instance writes it.
    void makeReady(LiveRoom live) {
        Lease lease = lease(live.duty);
        if (live.isReady(lease)) {
            return;
        }
        if (live.isLoaded()) {
            live.invalidate();
        }
        long generation = live.generation();
        Room room =
                rooms.find(live.id()).orElseThrow(() -> MatrixException.notFound("Unknown room"));
        live.load(
                room,
                lease,
                generation,
                heads.read(room.nid()),
                states.currentWithoutMembers(room.nid()),
                memberships.joinedLocalUsers(room.nid()).stream().map(UserId::parse).toList(),
                keys -> states.current(room.nid(), keys));
    }

    /// Starts a room that is not stored yet. The caller holds its lock.
    void start(LiveRoom live, Room room) {
        if (live.isLoaded()) {
            throw new IllegalStateException(room.id() + " exists");
        }
        live.load(
                room,
                lease(live.duty),
                live.generation(),
                RoomHead.EMPTY,
                List.of(),
                List.of(),
                keys -> new HashMap<>());
    }

    /// Whether this instance writes a room.
    boolean isOurs(RoomId room) {
        return duties.held(Duty.room(room.value())).isPresent();
    }

    private Lease lease(Duty duty) {
        return duties.held(duty).orElseThrow(() -> new LeaseLostException(new Lease(duty, 0)));
    }

    private static final class Held {
        final LiveRoom room;
        int users;
        long weight;

        Held(LiveRoom room) {
            this.room = room;
        }
    }
}
