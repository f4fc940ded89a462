package io.heddle.storage.room;

/// What a user may read of a room, and up to where.
///
/// @param membership the present one; `leave` when there is none
/// @param history the user's membership and the visibility over time
/// @param upTo the last place whose state the user may know: that of their leaving for who was a member
public record RoomView(Room room, String membership, RoomHistory history, long upTo) {

    public boolean isJoined() {
        return membership.equals(Membership.JOIN);
    }

    /// Whether the user reads the room as it is now.
    public boolean isCurrent() {
        return upTo == RoomState.OPEN - 1;
    }
}
