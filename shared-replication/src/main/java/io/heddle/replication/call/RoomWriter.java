package io.heddle.replication.call;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.room.RoomVersion;
import java.util.List;

/// Writes events into rooms: the one way in for what local users do. Calls wait until the events are durable and visible to
/// every reader in this process, and run on the instance that holds the room's bucket.
///
/// Failures are a [io.heddle.protocol.error.MatrixException]: 403 M_FORBIDDEN when the room does not allow an event, 404 for a room
/// that this server is not in, 413 M_TOO_LARGE, 400 M_BAD_JSON.
public interface RoomWriter {
    /// Sends one event. When the draft's transaction was seen before, the answer is the event sent then.
    EventId send(RoomId room, EventDraft draft);

    /// Sends several events in order and in one database transaction: all or none.
    List<EventId> sendAll(RoomId room, List<EventDraft> drafts);

    /// Starts a room. The first draft is the create event; in room versions whose id is the hash of the create event
    /// `wanted` is ignored. All or none.
    ///
    /// @return the room's id
    RoomId create(RoomVersion version, RoomId wanted, List<EventDraft> drafts);

    /// The event a draft would become now, checked but neither stored nor sent: the template of a federated membership.
    Pdu prepare(RoomId room, EventDraft draft);
}
