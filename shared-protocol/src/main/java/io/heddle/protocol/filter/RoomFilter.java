package io.heddle.protocol.filter;

/// The `room` part of a sync filter. Which rooms appear at all is decided by `rooms`, before the parts' own filters.
public record RoomFilter(
        Selection rooms,
        boolean includeLeave,
        RoomEventFilter state,
        RoomEventFilter timeline,
        RoomEventFilter ephemeral,
        RoomEventFilter accountData) {

    static final RoomFilter NONE =
            new RoomFilter(
                    Selection.ALL,
                    false,
                    RoomEventFilter.NONE,
                    RoomEventFilter.NONE,
                    RoomEventFilter.NONE,
                    RoomEventFilter.NONE);

    static RoomFilter read(FilterReader json) {
        return new RoomFilter(
                json.roomIds("rooms"),
                json.flag("include_leave"),
                RoomEventFilter.read(json.child("state")),
                RoomEventFilter.read(json.child("timeline")),
                RoomEventFilter.read(json.child("ephemeral")),
                RoomEventFilter.read(json.child("account_data")));
    }
}
