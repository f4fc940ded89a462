package io.heddle.storage.room;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// How local users' memberships came about, by position of the events stream, and who is in many rooms at once.
@Repository
public class MembershipHistory {
    private final JdbcClient jdbc;

    MembershipHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A change of a user's membership of a room by the event numbered `eventNid`.
    public record Change(long roomNid, long eventNid, String membership) {}

    /// A room that a user is in, is invited to, knocked on or has left, and the member event that made it so.
    public record InRoom(
            long roomNid, RoomId roomId, String membership, long eventNid, String sender) {}

    /// How many members a room has.
    public record Count(long roomNid, String membership, long members) {}

    /// A member of a room, for naming it.
    public record Hero(long roomNid, String userId, long eventNid) {}

    /// A user's rooms with one of these memberships, forgotten ones left out.
    public List<InRoom> rooms(UserId user, Collection<String> memberships) {
        return jdbc.sql(
                        "SELECT m.room_nid, r.room_id, m.membership, m.event_nid, m.sender FROM memberships AS m"
                                + " JOIN rooms AS r ON r.nid = m.room_nid"
                                + " WHERE m.user_id = ? AND m.membership = ANY (?) AND NOT m.forgotten")
                .params(user.value(), memberships.toArray(String[]::new))
                .query((row, number) ->
                        new InRoom(
                                row.getLong("room_nid"),
                                RoomId.parse(row.getString("room_id")),
                                row.getString("membership"),
                                row.getLong("event_nid"),
                                row.getString("sender")))
                .list();
    }

    /// All changes of a user's membership of some rooms, oldest first.
    public List<Change> ofRooms(UserId user, Collection<Long> rooms) {
        if (rooms.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT room_nid, event_nid, membership FROM membership_changes"
                                + " WHERE user_id = ? AND room_nid = ANY (?) ORDER BY event_nid")
                .params(user.value(), rooms.toArray(Long[]::new))
                .query(MembershipHistory::change)
                .list();
    }

    /// The changes of a user's memberships with `from < position <= to`, oldest first.
    public List<Change> between(UserId user, long from, long to) {
        return jdbc.sql(
                        "SELECT room_nid, event_nid, membership FROM membership_changes"
                                + " WHERE user_id = ? AND event_nid > ? AND event_nid <= ? ORDER BY event_nid")
                .params(user.value(), from, to)
                .query(MembershipHistory::change)
                .list();
    }

    /// How many are joined to and invited to each room.
    public List<Count> counts(Collection<Long> rooms) {
        return jdbc.sql(
                        "SELECT room_nid, membership, count(*) AS members FROM memberships"
                                + " WHERE room_nid = ANY (?) AND membership IN ('join', 'invite') GROUP BY 1, 2")
                .param(rooms.toArray(Long[]::new))
                .query((row, number) ->
                        new Count(
                                row.getLong("room_nid"),
                                row.getString("membership"),
                                row.getLong("members")))
                .list();
    }

    /// The `limit` longest-standing members of each room with one of these memberships.
    public List<Hero> first(Collection<Long> rooms, Collection<String> memberships, int limit) {
        if (rooms.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT r.nid AS room_nid, m.user_id, m.event_nid FROM unnest(?::bigint[]) AS r (nid)"
                                + " CROSS JOIN LATERAL (SELECT user_id, event_nid FROM memberships"
                                + " WHERE room_nid = r.nid AND membership = ANY (?)"
                                + " ORDER BY event_nid, user_id LIMIT ?) AS m"
                                + " ORDER BY 1, m.event_nid, m.user_id")
                .params(rooms.toArray(Long[]::new), memberships.toArray(String[]::new), limit)
                .query((row, number) ->
                        new Hero(
                                row.getLong("room_nid"),
                                row.getString("user_id"),
                                row.getLong("event_nid")))
                .list();
    }

    /// Which of these rooms the user has forgotten.
    public List<Long> forgotten(UserId user, Collection<Long> rooms) {
        return jdbc.sql(
                        "SELECT room_nid FROM memberships WHERE user_id = ? AND room_nid = ANY (?) AND forgotten")
                .params(user.value(), rooms.toArray(Long[]::new))
                .query(Long.class)
                .list();
    }

    /// Those of some users who are joined to at least one of some rooms.
    public List<String> joinedToAny(Collection<String> users, Collection<Long> rooms) {
        if (users.isEmpty() || rooms.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT DISTINCT user_id FROM memberships"
                                + " WHERE user_id = ANY (?) AND room_nid = ANY (?) AND membership = 'join'")
                .params(users.toArray(String[]::new), rooms.toArray(Long[]::new))
                .query(String.class)
                .list();
    }

    /// All users joined to at least one of some rooms.
    public List<String> joinedTo(Collection<Long> rooms) {
        if (rooms.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT DISTINCT user_id FROM memberships WHERE room_nid = ANY (?) AND membership = 'join'")
                .param(rooms.toArray(Long[]::new))
                .query(String.class)
                .list();
    }

    /// The ids of the rooms that each of some users is joined to.
    public Map<String, List<String>> joinedRooms(Collection<String> users) {
        Map<String, List<String>> rooms = new HashMap<>();
        jdbc.sql(
                        "SELECT m.user_id, r.room_id FROM memberships AS m JOIN rooms AS r ON r.nid = m.room_nid"
                                + " WHERE m.user_id = ANY (?) AND m.membership = 'join'")
                .param(users.toArray(String[]::new))
                .query((row, number) ->
                        Map.entry(row.getString("user_id"), row.getString("room_id")))
                .list()
                .forEach(entry ->
                        rooms.computeIfAbsent(entry.getKey(), user -> new ArrayList<>())
                                .add(entry.getValue()));
        return rooms;
    }

    private static Change change(ResultSet row, int number) throws SQLException {
        return new Change(
                row.getLong("room_nid"), row.getLong("event_nid"), row.getString("membership"));
    }
}
