package io.heddle.storage.room;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.room.RoomVersion;

/// A room as storage knows it: its number, its id, its version. None of them ever changes.
public record Room(long nid, RoomId id, RoomVersion version) {}
