package io.heddle.storage.room;

import io.heddle.protocol.id.EventId;
import java.util.Map;

/// Where a room's timeline ends: what the next event continues.
///
/// @param position the place of the newest event; 0 before the first
/// @param notifyCount the running total of notifying events
/// @param highlightCount the running total of highlighting events
/// @param extremities the events that none follows, with their depths
/// @param joined how many users are joined
public record RoomHead(
        long position,
        int notifyCount,
        int highlightCount,
        Map<EventId, Long> extremities,
        int joined) {
    public static final RoomHead EMPTY = new RoomHead(0, 0, 0, Map.of(), 0);
}
