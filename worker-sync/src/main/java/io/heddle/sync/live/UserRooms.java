package io.heddle.sync.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A user's rooms as of a position of the events stream, with the latest changes. Immutable.
///
/// @param asOf the position of the newest change, or of the reading from storage
/// @param completeFrom all changes after this position are in `changes`
/// @param rooms rooms that the user is in, is invited to or knocked on, by number
/// @param changes the latest changes, oldest first
public record UserRooms(
        long asOf, long completeFrom, Map<Long, UserRoom> rooms, List<Change> changes) {
    private static final int MAX_CHANGES = 100;

    /// A change of the user's membership of a room.
    ///
    /// @param before null when the user was out of the room
    public record Change(@Nullable UserRoom before, UserRoom after) {
        public long position() {
            return after.eventNid();
        }
    }

    /// @param read the rooms as storage has them, which may be ahead of `position`
    static UserRooms read(long position, List<UserRoom> read) {
        long newest = read.stream().mapToLong(UserRoom::eventNid).max().orElse(0);
        Map<Long, UserRoom> rooms = new HashMap<>();
        read.forEach(room -> rooms.put(room.roomNid(), room));
        return new UserRooms(
                Math.max(position, newest), Math.max(position, newest), rooms, List.of());
    }

    public @Nullable UserRoom get(long roomNid) {
        return rooms.get(roomNid);
    }

    public List<UserRoom> joined() {
        return rooms.values().stream().filter(UserRoom::isJoined).toList();
    }

    /// The changes after a position; null when some of them are no longer known here.
    public @Nullable List<Change> changesSince(long position) {
        if (position < completeFrom) {
            return null;
        }
        return changes.isEmpty() || changes.getLast().position() <= position
                ? List.of()
                : changes.stream().filter(change -> change.position() > position).toList();
    }

    /// The rooms after one more change; the same when the change is known already.
    UserRooms with(UserRoom after) {
        UserRoom before = rooms.get(after.roomNid());
        if (after.eventNid() <= asOf || before != null && before.eventNid() >= after.eventNid()) {
            return this;
        }
        Map<Long, UserRoom> changed = new HashMap<>(rooms);
        if (after.isOut()) {
            changed.remove(after.roomNid());
        } else {
            changed.put(after.roomNid(), after);
        }
        List<Change> more =
                Stream.concat(changes.stream(), Stream.of(new Change(before, after)))
                        .collect(Collectors.toCollection(ArrayList::new));
        long from = completeFrom;
        if (more.size() > MAX_CHANGES) {
            from = more.removeFirst().position();
        }
        return new UserRooms(after.eventNid(), from, changed, more);
    }
}
