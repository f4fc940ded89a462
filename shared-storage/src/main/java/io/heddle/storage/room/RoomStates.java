package io.heddle.storage.room;

import io.heddle.protocol.event.StateKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The state of many rooms at once, as intervals: one query whatever their number.
@Repository
public class RoomStates {
    private static final String COLUMNS =
            "SELECT s.room_nid, s.type, s.state_key, s.from_pos, s.to_pos, s.event_nid ";
    private static final String PLACES =
            "FROM unnest(?::bigint[], ?::bigint[]) AS k (nid, pos) JOIN room_state AS s"
                    + " ON s.room_nid = k.nid AND s.from_pos <= k.pos AND s.to_pos > k.pos ";

    private final JdbcClient jdbc;

    RoomStates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A place in a room: after the event at `position`.
    public record At(long roomNid, long position) {}

    /// A key of a room's state at a place.
    public record KeyAt(long roomNid, long position, StateKey key) {}

    /// What a state event replaced: the number of the event that held its key before it.
    public record Replaced(long eventNid, long previousNid) {}

    /// An entry of the state: the event held the key after every place `p` with `from <= p < to`.
    public record Interval(long roomNid, StateKey key, long from, long to, long eventNid) {
        public boolean covers(long position) {
            return from <= position && position < to;
        }
    }

    /// All state at each place.
    public List<Interval> at(Collection<At> places) {
        return places.isEmpty() ? List.of() : query(COLUMNS + PLACES, places);
    }

    /// All state at each place but the memberships.
    public List<Interval> withoutMembersAt(Collection<At> places) {
        if (places.isEmpty()) {
            return List.of();
        }
        Long[] rooms = places.stream().map(At::roomNid).toArray(Long[]::new);
        Long[] positions = places.stream().map(At::position).toArray(Long[]::new);
        return jdbc.sql(
                        COLUMNS
                                + PLACES
                                + "AND s.type < 'm.room.member' UNION ALL "
                                + COLUMNS
                                + PLACES
                                + "AND s.type > 'm.room.member'")
                .params(rooms, positions, rooms, positions)
                .query(RoomStates::interval)
                .list();
    }

    /// The entries of single keys, each at a place of its own; absent ones are left out.
    public List<Interval> keysAt(Collection<KeyAt> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        COLUMNS
                                + "FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[]) AS k (nid, pos, type, key)"
                                + " JOIN room_state AS s ON s.room_nid = k.nid AND s.type = k.type AND s.state_key = k.key"
                                + " AND s.from_pos <= k.pos AND s.to_pos > k.pos")
                .params(
                        keys.stream().map(KeyAt::roomNid).toArray(Long[]::new),
                        keys.stream().map(KeyAt::position).toArray(Long[]::new),
                        keys.stream().map(key -> key.key().type()).toArray(String[]::new),
                        keys.stream().map(key -> key.key().key()).toArray(String[]::new))
                .query(RoomStates::interval)
                .list();
    }

    /// What began in each range and holds at its end, in the order in which it began.
    public List<Interval> changed(Collection<io.heddle.storage.event.Timelines.Range> ranges) {
        if (ranges.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        COLUMNS
                                + "FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS k (nid, after, up_to)"
                                + " JOIN room_state AS s ON s.room_nid = k.nid AND s.from_pos > k.after"
                                + " AND s.from_pos <= k.up_to AND s.to_pos > k.up_to ORDER BY s.from_pos")
                .params(
                        ranges.stream().map(range -> range.roomNid()).toArray(Long[]::new),
                        ranges.stream().map(range -> range.after()).toArray(Long[]::new),
                        ranges.stream().map(range -> range.upTo()).toArray(Long[]::new))
                .query(RoomStates::interval)
                .list();
    }

    /// Everything that ever held a key, in each room, oldest first.
    public List<Interval> history(Collection<Long> rooms, StateKey key) {
        if (rooms.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        COLUMNS
                                + "FROM room_state AS s WHERE s.room_nid = ANY (?) AND s.type = ? AND s.state_key = ?"
                                + " ORDER BY s.from_pos")
                .params(rooms.toArray(Long[]::new), key.type(), key.key())
                .query(RoomStates::interval)
                .list();
    }

    /// What held the keys of these state events just before them.
    ///
    /// @param events the places of the events, with their keys
    /// @param nids the numbers of the same events, in the same order
    public List<Replaced> replacedBy(List<KeyAt> events, List<Long> nids) {
        if (events.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT k.event_nid, s.event_nid AS previous FROM"
                                + " unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bigint[])"
                                + " AS k (nid, pos, type, key, event_nid)"
                                + " JOIN room_state AS s ON s.room_nid = k.nid AND s.type = k.type AND s.state_key = k.key"
                                + " AND s.from_pos < k.pos AND s.to_pos >= k.pos")
                .params(
                        events.stream().map(KeyAt::roomNid).toArray(Long[]::new),
                        events.stream().map(KeyAt::position).toArray(Long[]::new),
                        events.stream().map(key -> key.key().type()).toArray(String[]::new),
                        events.stream().map(key -> key.key().key()).toArray(String[]::new),
                        nids.toArray(Long[]::new))
                .query((row, number) ->
                        new Replaced(row.getLong("event_nid"), row.getLong("previous")))
                .list();
    }

    private List<Interval> query(String sql, Collection<At> places) {
        return jdbc.sql(sql)
                .params(
                        places.stream().map(At::roomNid).toArray(Long[]::new),
                        places.stream().map(At::position).toArray(Long[]::new))
                .query(RoomStates::interval)
                .list();
    }

    private static Interval interval(ResultSet row, int number) throws SQLException {
        return new Interval(
                row.getLong("room_nid"),
                new StateKey(row.getString("type"), row.getString("state_key")),
                row.getLong("from_pos"),
                row.getLong("to_pos"),
                row.getLong("event_nid"));
    }
}
