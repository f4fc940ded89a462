package io.heddle.sync.live;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The newest events of all rooms, complete from [#floor] on: the oldest of all go first when there are too many. Written
/// by the one thread at a time that brings the stream's news, read by everyone without a lock.
public final class RecentEvents {
    private final long capacity;
    private final Map<Long, LiveEvent> lastOfRoom = new ConcurrentHashMap<>();
    private final Deque<LiveEvent> byAge = new ArrayDeque<>();
    private final Map<String, LiveEvent> byId = new HashMap<>();
    private long weight;
    private long heard;
    private volatile long floor;

    /// @param capacity how much memory the events may take, in bytes, about
    RecentEvents(Streams streams, long capacity) {
        this.capacity = capacity;
        this.heard = streams.position(StreamName.EVENTS);
        this.floor = heard;
    }

    /// Every event after this position of the stream is kept here.
    public long floor() {
        return floor;
    }

    /// The events of a room with `from < position <= to`, oldest first; null when some of them are no longer kept.
    public @Nullable List<LiveEvent> between(long roomNid, long from, long to) {
        List<LiveEvent> found = Collections.emptyList();
        LiveEvent event = lastOfRoom.get(roomNid);
        while (event != null && event.position() > from) {
            if (event.position() <= to) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(event);
            }
            event = event.previous();
        }
        if (from < floor) {
            return null;
        }
        Collections.reverse(found);
        return found;
    }

    /// Whether a room has an event after a position of the stream, as far as is known here.
    public boolean hasNewsOf(long roomNid, long after) {
        LiveEvent last = lastOfRoom.get(roomNid);
        return last != null && last.position() > after;
    }

    /// Takes note that the stream went on, before the rows are added.
    void hear(long from, long to) {
        if (from > heard) {
            floor = from;
        }
        heard = to;
    }

    void add(StreamRow.Event row) {
        LiveEvent event = new LiveEvent(row, lastOfRoom.get(row.roomNid()));
        lastOfRoom.put(row.roomNid(), event);
        byAge.addLast(event);
        byId.put(row.eventId(), event);
        weight += event.weight();
        if (row.redacts() != null) {
            outdate(row.redacts());
        }
        if (row.stateKey() != null && isRemoval(row)) {
            outdateBy(row.stateKey(), event);
        }
        while (weight > capacity) {
            dropOldest();
        }
    }

    /// Kicks and bans may redact all that the member sent: it is read again.
    private static boolean isRemoval(StreamRow.Event row) {
        return ("ban".equals(row.membership()) || "leave".equals(row.membership()))
                && !row.sender().equals(row.stateKey());
    }

    private static void outdateBy(String sender, LiveEvent last) {
        for (LiveEvent event = last; event != null; event = event.previous()) {
            if (event.row().sender().equals(sender)) {
                event.outdate();
            }
        }
    }

    private void outdate(String eventId) {
        LiveEvent redacted = byId.get(eventId);
        if (redacted != null) {
            redacted.outdate();
        }
    }

    private void dropOldest() {
        LiveEvent oldest = byAge.removeFirst();
        floor = oldest.position();
        byId.remove(oldest.row().eventId());
        weight -= oldest.weight();
        if (oldest.isLast()) {
            lastOfRoom.remove(oldest.row().roomNid());
        } else {
            oldest.drop();
        }
    }
}
