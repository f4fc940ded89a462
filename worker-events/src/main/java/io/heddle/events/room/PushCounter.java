package io.heddle.events.room;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.storage.persist.NewEvent.PushException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Works out once for an event whom it notifies. Called while the room is locked: must be quick, and must not write.
public interface PushCounter {
    /// @param room the room with the event in it
    /// @param threadRoot the thread that the event belongs to
    PushCount count(RoomView room, Pdu event, @Nullable EventId threadRoot);

    /// @param notifies it notifies a user with default push rules
    /// @param highlights it highlights for a user with default push rules
    /// @param exceptions the users for whom it comes out otherwise
    record PushCount(boolean notifies, boolean highlights, List<PushException> exceptions) {
        public static final PushCount NONE = new PushCount(false, false, List.of());
    }
}
