package io.heddle.sync.room;

import io.heddle.replication.stream.RoomToken;
import io.heddle.storage.event.StoredEvent;
import java.util.List;

/// What of a room's timeline goes into an answer.
///
/// @param events oldest first
/// @param limited there is more between these events and where the reader was
/// @param before the place before the first event, from which one reads backwards
/// @param end the place up to which the room was read
public record Timeline(List<StoredEvent> events, boolean limited, long before, long end) {
    public static Timeline empty(long place) {
        return new Timeline(List.of(), false, place, place);
    }

    public String prevBatch() {
        return new RoomToken(before).toString();
    }

    public Timeline asLimited() {
        return limited ? this : new Timeline(events, true, before, end);
    }
}
