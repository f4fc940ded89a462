package io.heddle.storage.room;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Who may read a room: members as it is now, former members as it was when they left unless they have forgotten it, and
/// anybody when its history is world-readable.
@Component
public class RoomAccess {
    private static final long NOW = RoomState.OPEN - 1;

    private final Rooms rooms;
    private final Memberships memberships;
    private final RoomHistories histories;

    RoomAccess(Rooms rooms, Memberships memberships, RoomHistories histories) {
        this.rooms = rooms;
        this.memberships = memberships;
        this.histories = histories;
    }

    /// Fails with 403 M_FORBIDDEN, also for a room that does not exist.
    public RoomView read(RoomId id, UserId user) {
        return find(id, user)
                .orElseThrow(() ->
                        MatrixException.forbidden(
                                "You are not in the room " + id + ", and it cannot be previewed"));
    }

    /// What the user may read of a room; empty when nothing.
    public Optional<RoomView> find(RoomId id, UserId user) {
        return rooms.find(id).flatMap(room -> find(room, user));
    }

    public Optional<RoomView> find(Room room, UserId user) {
        Membership member = memberships.find(user, room.nid()).orElse(null);
        String membership = member == null ? Membership.LEAVE : member.membership();
        RoomHistory history = histories.of(room.nid(), user);
        if (membership.equals(Membership.JOIN)
                || history.visibilityAfter(NOW).equals(RoomHistory.WORLD_READABLE)) {
            return Optional.of(new RoomView(room, membership, history, NOW));
        }
        Long lastJoined = history.lastJoined();
        return lastJoined == null || member == null || member.forgotten()
                ? Optional.empty()
                : Optional.of(new RoomView(room, membership, history, lastJoined + 1));
    }

    /// The room, when the user is joined; fails with 403 M_FORBIDDEN otherwise.
    public Room joined(RoomId id, UserId user) {
        return rooms.find(id)
                .filter(room -> memberships.isJoined(user, room.nid()))
                .orElseThrow(() -> MatrixException.forbidden("You are not in the room " + id));
    }
}
