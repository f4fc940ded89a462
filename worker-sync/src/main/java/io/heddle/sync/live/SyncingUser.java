package io.heddle.sync.live;

import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.SyncToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A user who syncs: their rooms, the newest position of each stream that concerns them, and their waiting requests.
public final class SyncingUser {
    private static final StreamName[] STREAMS = StreamName.values();

    private final UserId id;
    private final AtomicLongArray newest = new AtomicLongArray(STREAMS.length);
    private final long[] knownFrom = new long[STREAMS.length];
    private final Set<Thread> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<UserRoom> early = new ArrayList<>();
    private final Inbox<StreamRow.Presence> presence = new Inbox<>();
    private final Inbox<StreamRow.DeviceList> deviceLists = new Inbox<>();
    private final Inbox<StreamRow.Profile> profiles = new Inbox<>();
    private volatile @Nullable UserRooms rooms;
    private int inUse;
    private boolean evicted;
    private long lastUsed;

    SyncingUser(UserId id) {
        this.id = id;
    }

    public UserId id() {
        return id;
    }

    /// The user's rooms now.
    public UserRooms rooms() {
        return Objects.requireNonNull(rooms, "not loaded");
    }

    /// The newest position of a stream that concerns the user, as far as it was noted.
    public long newest(StreamName stream) {
        return newest.get(stream.ordinal());
    }

    /// Whether a stream has news for the user after a position: surely not when false. Notes are complete only from some
    /// position on; before that there may always be news.
    public boolean mayHaveNews(StreamName stream, long after) {
        return newest.get(stream.ordinal()) > after || after < knownFrom[stream.ordinal()];
    }

    /// The newest presence of each user who shares a room with this one, of what came with `from < position <= to`; null
    /// when that is not known here.
    public @Nullable List<StreamRow.Presence> presenceBetween(long from, long to) {
        return presence.completeAfter(from) ? presence.between(from, to) : null;
    }

    /// The same for changes of devices and keys, this user's own included.
    public @Nullable List<StreamRow.DeviceList> deviceListsBetween(long from, long to) {
        return deviceLists.completeAfter(from) ? deviceLists.between(from, to) : null;
    }

    /// The same for changed fields of profiles.
    public @Nullable List<StreamRow.Profile> profilesBetween(long from, long to) {
        return profiles.completeAfter(from) ? profiles.between(from, to) : null;
    }

    Inbox<StreamRow.Profile> profiles() {
        return profiles;
    }

    Inbox<StreamRow.Presence> presence() {
        return presence;
    }

    Inbox<StreamRow.DeviceList> deviceLists() {
        return deviceLists;
    }

    /// Waits until something that concerns the user comes after `seen`, or until the time is up.
    ///
    /// @param deadline in the time of [System#nanoTime]
    void await(SyncToken seen, long deadline, Wakeups wakeups) {
        Thread self = Thread.currentThread();
        waiters.add(self);
        waiting.incrementAndGet();
        try {
            long left = deadline - System.nanoTime();
            while (left > 0 && !wakeups.closed() && !hasNewsAfter(seen) && !Thread.interrupted()) {
                LockSupport.parkNanos(this, left);
                left = deadline - System.nanoTime();
            }
        } finally {
            waiting.decrementAndGet();
            waiters.remove(self);
        }
    }

    /// How many requests wait.
    int waiting() {
        return waiting.get();
    }

    private boolean hasNewsAfter(SyncToken seen) {
        for (StreamName stream : STREAMS) {
            if (newest.get(stream.ordinal()) > seen.position(stream)) {
                return true;
            }
        }
        return false;
    }

    /// Notes news of a stream. True when a request waits for it.
    boolean note(StreamName stream, long position) {
        newest.accumulateAndGet(stream.ordinal(), position, Math::max);
        return waiting.get() > 0;
    }

    void wake() {
        waiters.forEach(LockSupport::unpark);
    }

    boolean isLoaded() {
        return rooms != null;
    }

    /// Takes the rooms as read from storage, with what the stream told meanwhile. Call it holding the user's monitor.
    void load(UserRooms read) {
        UserRooms loaded = read;
        for (UserRoom room : early) {
            loaded = loaded.with(room);
        }
        early.clear();
        rooms = loaded;
    }

    /// Notes that from this position on everything that concerns the user is noted.
    void knowsFrom(StreamName stream, long position) {
        knownFrom[stream.ordinal()] = position;
        if (stream == StreamName.PRESENCE) {
            presence.startAt(position);
        } else if (stream == StreamName.DEVICE_LISTS) {
            deviceLists.startAt(position);
        } else if (stream == StreamName.PROFILES) {
            profiles.startAt(position);
        }
    }

    /// Takes a change of membership. Call it holding the user's monitor.
    ///
    /// @return what the user's membership of the room was; the same as `after` when nothing changed here
    @Nullable UserRoom change(UserRoom after) {
        UserRooms known = rooms;
        if (known == null) {
            early.add(after);
            return after;
        }
        UserRooms changed = known.with(after);
        if (changed == known) {
            return after;
        }
        rooms = changed;
        return known.get(after.roomNid());
    }

    /// Keeps the user from being evicted until [#release]; false when that has happened already.
    synchronized boolean acquire() {
        if (evicted) {
            return false;
        }
        inUse++;
        return true;
    }

    synchronized void release(long now) {
        inUse--;
        lastUsed = now;
    }

    /// Marks the user as gone if no request has used it since `time`, in the time of [System#nanoTime].
    synchronized boolean evictIfIdleSince(long time) {
        evicted = evicted || inUse == 0 && lastUsed - time < 0;
        return evicted;
    }
}
