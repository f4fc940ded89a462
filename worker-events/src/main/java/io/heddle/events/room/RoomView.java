package io.heddle.events.room;

import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.room.Room;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A room as it is right after an event that is about to be stored. Valid only during the call that it was handed to.
public interface RoomView {
    Room room();

    /// The place of the event in the room.
    long position();

    /// The state event of a key; reads PostgreSQL for a member who was not looked at lately.
    @Nullable Pdu state(StateKey key);

    /// Reads the state events of many keys at once, so that asking for each is cheap.
    void prefetch(Collection<StateKey> keys);

    PowerLevels powerLevels();

    /// How many users are joined, of all servers.
    int joinedMembers();

    /// The users of this server who are joined. Read only.
    Set<UserId> joinedLocalUsers();
}
