package io.heddle.storage.event;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import org.jspecify.annotations.Nullable;

/// An event and where it stands.
///
/// @param nid its position in the events stream when positive; a number of its own when negative (it did not arrive live)
/// @param roomNid the number of its room
/// @param roomPosition its place in the room's arrival order; null outside the timeline
/// @param pdu the event, in its redacted form when it was redacted
/// @param redactedBy the event that redacted it
/// @param threadRoot the root of the thread it belongs to
/// @param softFailed it is part of the graph, but is not shown
/// @param rejected it failed authorisation: never shown, never a parent
public record StoredEvent(
        long nid,
        long roomNid,
        @Nullable Long roomPosition,
        Pdu pdu,
        @Nullable EventId redactedBy,
        @Nullable EventId threadRoot,
        boolean softFailed,
        boolean rejected) {

    public EventId eventId() {
        return pdu.eventId();
    }

    /// The place in arrival order of an event known to be in the timeline.
    public long position() {
        if (roomPosition == null) {
            throw new IllegalStateException(eventId() + " is not in the timeline");
        }
        return roomPosition;
    }

    /// Whether clients may ever see it.
    public boolean isShown() {
        return roomPosition != null && !softFailed && !rejected;
    }
}
