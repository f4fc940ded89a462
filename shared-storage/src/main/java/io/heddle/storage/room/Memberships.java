package io.heddle.storage.room;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Who is in which room now.
@Repository
public class Memberships {
    private static final String COLUMNS =
            "SELECT user_id, room_nid, membership, event_nid, event_id, sender,"
                    + " display_name, avatar_url, forgotten FROM memberships ";

    private final JdbcClient jdbc;

    Memberships(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Membership> find(UserId user, long roomNid) {
        return jdbc.sql(COLUMNS + "WHERE user_id = ? AND room_nid = ?")
                .params(user.value(), roomNid)
                .query(Memberships::membership)
                .optional();
    }

    public boolean isJoined(UserId user, long roomNid) {
        return find(user, roomNid).map(Membership::isJoined).orElse(false);
    }

    /// How many rooms a user is in.
    public long countJoined(UserId user) {
        return jdbc.sql(
                        "SELECT count(*) FROM memberships WHERE user_id = ? AND membership = 'join'")
                .param(user.value())
                .query(Long.class)
                .single();
    }

    /// A user's rooms with one of these memberships, forgotten ones left out.
    public List<Membership> ofUser(UserId user, Collection<String> memberships) {
        return jdbc.sql(COLUMNS + "WHERE user_id = ? AND membership = ANY (?) AND NOT forgotten")
                .params(user.value(), memberships.toArray(String[]::new))
                .query(Memberships::membership)
                .list();
    }

    /// A user's memberships of some rooms, by number.
    public Map<Long, Membership> of(UserId user, Collection<Long> roomNids) {
        return jdbc
                .sql(COLUMNS + "WHERE user_id = ? AND room_nid = ANY (?)")
                .params(user.value(), roomNids.toArray(Long[]::new))
                .query(Memberships::membership)
                .list()
                .stream()
                .collect(Collectors.toMap(Membership::roomNid, Function.identity()));
    }

    /// The servers of some joined users of other servers, the oldest members' first.
    public List<String> otherServers(long roomNid, int limit) {
        return jdbc.sql(
                        "SELECT substring(user_id FROM position(':' IN user_id) + 1) AS server FROM memberships"
                                + " WHERE room_nid = ? AND membership = 'join' AND NOT is_local"
                                + " GROUP BY 1 ORDER BY min(event_nid), 1 LIMIT ?")
                .params(roomNid, limit)
                .query(String.class)
                .list();
    }

    /// The numbers above `after` of rooms that two users are both joined to, in order.
    public List<Long> mutual(UserId one, UserId other, long after, int limit) {
        return jdbc.sql(
                        "SELECT m.room_nid FROM memberships m JOIN memberships o ON o.room_nid = m.room_nid"
                                + " AND o.user_id = ? AND o.membership = 'join'"
                                + " WHERE m.user_id = ? AND m.membership = 'join' AND m.room_nid > ?"
                                + " ORDER BY m.room_nid LIMIT ?")
                .params(other.value(), one.value(), after, limit)
                .query(Long.class)
                .list();
    }

    /// How many rooms two users are both joined to.
    public long countMutual(UserId one, UserId other) {
        return jdbc.sql(
                        "SELECT count(*) FROM memberships m JOIN memberships o ON o.room_nid = m.room_nid"
                                + " AND o.user_id = ? AND o.membership = 'join'"
                                + " WHERE m.user_id = ? AND m.membership = 'join'")
                .params(other.value(), one.value())
                .query(Long.class)
                .single();
    }

    /// A room's members with one of these memberships.
    public List<Membership> ofRoom(long roomNid, Collection<String> memberships) {
        return jdbc.sql(COLUMNS + "WHERE room_nid = ? AND membership = ANY (?)")
                .params(roomNid, memberships.toArray(String[]::new))
                .query(Memberships::membership)
                .list();
    }

    /// The ids of the local users joined to a room.
    public List<String> joinedLocalUsers(long roomNid) {
        return jdbc.sql(
                        "SELECT user_id FROM memberships WHERE room_nid = ? AND membership = 'join' AND is_local")
                .param(roomNid)
                .query(String.class)
                .list();
    }

    /// The guests of this server that are in a room or invited to it.
    public List<UserId> guests(long roomNid) {
        return jdbc.sql(
                        "SELECT m.user_id FROM memberships m JOIN accounts a ON a.user_id = m.user_id AND a.guest"
                                + " WHERE m.room_nid = ? AND m.membership IN ('join', 'invite') AND m.is_local")
                .param(roomNid)
                .query((row, number) -> new UserId(row.getString("user_id")))
                .list();
    }

    /// Whether two users are joined to at least one room together.
    public boolean shareRoom(UserId one, UserId other) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM memberships m JOIN memberships o"
                                + " ON o.room_nid = m.room_nid AND o.membership = 'join' AND o.user_id = ?"
                                + " WHERE m.user_id = ? AND m.membership = 'join')")
                .params(one.value(), other.value())
                .query(Boolean.class)
                .single();
    }

    /// Marks a left room as forgotten; a later invite, knock or join brings it back.
    public void forget(UserId user, long roomNid) {
        jdbc.sql(
                        "UPDATE memberships SET forgotten = true"
                                + " WHERE user_id = ? AND room_nid = ? AND membership IN ('leave', 'ban')")
                .params(user.value(), roomNid)
                .update();
    }

    private static Membership membership(ResultSet row, int number) throws SQLException {
        return new Membership(
                UserId.parse(row.getString("user_id")),
                row.getLong("room_nid"),
                row.getString("membership"),
                row.getLong("event_nid"),
                EventId.parse(row.getString("event_id")),
                UserId.parse(row.getString("sender")),
                row.getString("display_name"),
                row.getString("avatar_url"),
                row.getBoolean("forgotten"));
    }
}
