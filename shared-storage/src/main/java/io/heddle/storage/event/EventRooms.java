package io.heddle.storage.event;

import io.heddle.protocol.room.RoomVersion;
import java.util.Collection;
import java.util.Map;

/// What reading an event needs of its room.
public interface EventRooms {
    /// The versions of the rooms with these numbers, by number.
    Map<Long, RoomVersion> versions(Collection<Long> roomNids);
}
