package io.heddle.sync.live;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.stream.StreamRow;
import io.heddle.storage.event.StoredEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recent event of a room, linked to the one before it.
public final class LiveEvent {
    private static final int OVERHEAD = 250;

    private final StreamRow.Event row;
    private final int weight;
    private final boolean followsAlone;
    private final long heardAt = System.nanoTime();
    private volatile @Nullable StoredEvent stored;
    private volatile @Nullable LiveEvent previous;
    private @Nullable LiveEvent next;

    LiveEvent(StreamRow.Event row, @Nullable LiveEvent previous) {
        this.row = row;
        this.previous = previous;
        this.followsAlone = followsAlone(row.pdu(), previous);
        this.weight = OVERHEAD + (row.pdu() == null ? 0 : row.pdu().weight());
        this.stored = stored(row);
        if (previous != null) {
            previous.next = this;
        }
    }

    private static @Nullable StoredEvent stored(StreamRow.Event row) {
        Pdu pdu = row.pdu();
        return pdu == null
                ? null
                : new StoredEvent(
                        row.position(),
                        row.roomNid(),
                        row.roomPosition(),
                        pdu,
                        null,
                        null,
                        row.softFailed(),
                        false);
    }

    private static boolean followsAlone(@Nullable Pdu pdu, @Nullable LiveEvent before) {
        if (pdu == null || before == null) {
            return false;
        }
        List<EventId> prev = pdu.prevEvents();
        return prev.size() == 1 && prev.getFirst().value().equals(before.row.eventId());
    }

    public StreamRow.Event row() {
        return row;
    }

    public long position() {
        return row.position();
    }

    public long roomPosition() {
        return row.roomPosition();
    }

    /// When this process heard of the event, in the time of [System#nanoTime].
    public long heardAt() {
        return heardAt;
    }

    public boolean isState() {
        return row.stateKey() != null;
    }

    /// Whether the event follows nothing but the one before it, so that it changes no state but its own: no other branch
    /// of the room's history had to be reconciled.
    public boolean followsAlone() {
        return followsAlone;
    }

    /// The event itself; null when it must be read by its number.
    public @Nullable StoredEvent stored() {
        return stored;
    }

    /// The event before it in the room; null for the oldest that is kept.
    @Nullable LiveEvent previous() {
        return previous;
    }

    int weight() {
        return weight;
    }

    /// Takes the event, its room's oldest, out of the chain.
    void drop() {
        LiveEvent after = next;
        if (after != null) {
            after.previous = null;
        }
    }

    /// Whether nothing follows it in its room.
    boolean isLast() {
        return next == null;
    }

    /// Forgets the content, which changed in storage.
    void outdate() {
        stored = null;
    }
}
