package io.heddle.events.persist;

import io.heddle.protocol.id.EventId;
import io.heddle.replication.duty.Lease;
import io.heddle.storage.persist.NewEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Events of one room that wait to be stored: all of them or none.
public final class PendingWrite {
    private final WriteOwner owner;
    private final long generation;
    private final Lease lease;
    private final boolean newRoom;
    private final List<NewEvent> events;
    private final CompletableFuture<List<EventId>> done = new CompletableFuture<>();
    private boolean settled;

    /// @param generation of the room that the events were prepared on
    /// @param lease under which the room is written
    /// @param newRoom the first event creates the room
    public PendingWrite(
            WriteOwner owner,
            long generation,
            Lease lease,
            boolean newRoom,
            List<NewEvent> events) {
        this.owner = owner;
        this.generation = generation;
        this.lease = lease;
        this.newRoom = newRoom;
        this.events = List.copyOf(events);
    }

    public List<NewEvent> events() {
        return events;
    }

    Lease lease() {
        return lease;
    }

    boolean isNewRoom() {
        return newRoom;
    }

    boolean isCurrent() {
        return owner.isCurrent(generation);
    }

    /// Waits until the events are stored. Fails with what kept them from it, [RoomResetException] included.
    public List<EventId> await() {
        try {
            return done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    void stored() {
        settled = true;
        owner.stored(this);
    }

    void complete() {
        done.complete(events.stream().map(NewEvent::eventId).toList());
    }

    /// Drops the write and what was prepared on top of it.
    void fail(RuntimeException cause) {
        owner.invalidate();
        drop(cause);
    }

    void drop(RuntimeException cause) {
        if (!settled) {
            settled = true;
            owner.dropped(this);
        }
        done.completeExceptionally(cause);
    }
}
