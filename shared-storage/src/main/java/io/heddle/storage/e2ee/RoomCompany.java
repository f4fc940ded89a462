package io.heddle.storage.e2ee;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// With whom a user shares rooms, and how that changed.
@Repository
class RoomCompany {
    private static final String JOIN = "join";
    private static final Set<String> PRESENT = Set.of(JOIN, "invite");

    /// What each member whose membership is newer than `:from` was before that: the member event then in force.
    private static final String BEFORE =
            " LEFT JOIN LATERAL (SELECT e.json FROM room_state s JOIN events e ON e.nid = s.event_nid"
                    + " WHERE s.room_nid = o.room_nid AND s.type = 'm.room.member' AND s.state_key = o.user_id"
                    + " AND s.event_nid <= :from ORDER BY s.from_pos DESC LIMIT 1) b ON true ";

    private final JdbcClient jdbc;

    RoomCompany(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Who came to the user's rooms or was found in rooms the user joined, and who went, since a position of the events
    /// stream. Those who went may still share another room.
    Change since(UserId user, long from) {
        Set<String> came = new HashSet<>();
        Set<String> went = new HashSet<>();
        List<Long> joinedRooms = new ArrayList<>();
        List<Long> leftRooms = new ArrayList<>();
        for (OwnRoom room : ownRooms(user, from)) {
            if (room.joined() != room.joinedBefore()) {
                (room.joined() ? joinedRooms : leftRooms).add(room.nid());
            }
        }
        for (Move move : movesInRoomsOf(user, from)) {
            move.sort(came, went);
        }
        came.addAll(membersOf(joinedRooms));
        went.addAll(membersOf(leftRooms));
        for (Move move : movesIn(leftRooms, from)) {
            if (move.wasPresent()) {
                went.add(move.user());
            }
        }
        came.remove(user.value());
        went.remove(user.value());
        went.removeAll(came);
        return new Change(came, went);
    }

    /// The rooms in which the user's own membership is newer than `from`.
    private List<OwnRoom> ownRooms(UserId user, long from) {
        return jdbc.sql(
                        "SELECT m.room_nid, m.membership = 'join' AS joined, coalesce((SELECT c.membership"
                                + " FROM membership_changes c WHERE c.user_id = m.user_id"
                                + " AND c.room_nid = m.room_nid AND c.event_nid <= :from"
                                + " ORDER BY c.event_nid DESC LIMIT 1), 'leave') = 'join' AS before"
                                + " FROM memberships m WHERE m.user_id = :me AND m.event_nid > :from")
                .param("from", from)
                .param("me", user.value())
                .query((row, number) ->
                        new OwnRoom(
                                row.getLong("room_nid"),
                                row.getBoolean("joined"),
                                row.getBoolean("before")))
                .list();
    }

    private List<Move> movesInRoomsOf(UserId user, long from) {
        return jdbc.sql(
                        "SELECT o.user_id, o.membership, b.json FROM memberships m"
                                + " JOIN memberships o ON o.room_nid = m.room_nid AND o.event_nid > :from"
                                + BEFORE
                                + "WHERE m.user_id = :me AND m.membership = 'join' AND o.user_id <> :me")
                .param("from", from)
                .param("me", user.value())
                .query(RoomCompany::move)
                .list();
    }

    private List<Move> movesIn(List<Long> rooms, long from) {
        if (rooms.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT o.user_id, o.membership, b.json FROM memberships o"
                                + BEFORE
                                + "WHERE o.room_nid = ANY (:rooms) AND o.event_nid > :from")
                .param("from", from)
                .param("rooms", rooms.toArray(Long[]::new))
                .query(RoomCompany::move)
                .list();
    }

    private List<String> membersOf(List<Long> rooms) {
        if (rooms.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT DISTINCT user_id FROM memberships WHERE room_nid = ANY (?) AND membership = 'join'")
                .param(rooms.toArray(Long[]::new))
                .query(String.class)
                .list();
    }

    private static Move move(ResultSet row, int number) throws SQLException {
        return new Move(
                row.getString("user_id"),
                row.getString("membership"),
                membership(row.getBytes("json")));
    }

    private static @Nullable String membership(byte @Nullable [] event) {
        return event == null
                ? null
                : Json.string(Json.object(Json.parseObject(event), "content"), "membership");
    }

    /// @param came who now is in a room with the user; may have been in another before
    /// @param went who left a room, or whose room the user left
    record Change(Set<String> came, Set<String> went) {}

    private record OwnRoom(long nid, boolean joined, boolean joinedBefore) {}

    /// A member's membership now and before.
    private record Move(String user, String now, @Nullable String before) {
        boolean wasPresent() {
            return before != null && PRESENT.contains(before);
        }

        void sort(Set<String> came, Set<String> went) {
            if (PRESENT.contains(now) && !JOIN.equals(before)) {
                came.add(user);
            } else if (!PRESENT.contains(now) && wasPresent()) {
                went.add(user);
            }
        }
    }
}
