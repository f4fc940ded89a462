package io.heddle.sync.live;

import io.heddle.protocol.id.RoomId;
import io.heddle.storage.room.Membership;

/// A room in the life of a user: the membership and the member event that made it so.
///
/// @param eventNid the number of the member event
/// @param sender who sent it
public record UserRoom(
        long roomNid, RoomId roomId, String membership, long eventNid, String sender) {

    public boolean isJoined() {
        return membership.equals(Membership.JOIN);
    }

    public boolean isInvited() {
        return membership.equals(Membership.INVITE);
    }

    public boolean hasKnocked() {
        return membership.equals(Membership.KNOCK);
    }

    /// Whether the user is in none of the states in which a room is shown without being asked for.
    public boolean isOut() {
        return !isJoined() && !isInvited() && !hasKnocked();
    }
}
