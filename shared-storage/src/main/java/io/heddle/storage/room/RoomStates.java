package io.heddle.storage.room;

import io.heddle.protocol.event.StateKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The state of many rooms at once, as intervals: one query whatever their number.
@Repository
public class RoomStates {
    /// The place before every event of a room.
    public static final long BEGINNING = Long.MIN_VALUE;

    private static final String COLUMNS =
            "SELECT s.room_nid, s.type, s.state_key, s.from_pos, s.to_pos, s.event_nid ";
    private static final String STRETCHES =
            "FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]) AS k (nid, since, start, finish)"
                    + " JOIN room_state AS s ON s.room_nid = k.nid AND s.from_pos > k.since"
                    + " AND s.from_pos <= k.finish AND s.to_pos > k.start ";

    private final JdbcClient jdbc;

    RoomStates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A stretch of a room's timeline, from after the event at `start` to after the one at `end`, and a place `since`
    /// before it; [#BEGINNING] for the very first.
    public record Stretch(long roomNid, long since, long start, long end) {}

    /// A key of a room's state at a place.
    public record KeyAt(long roomNid, long position, StateKey key) {}

    /// An entry of the state: the event held the key after every place `p` with `from <= p < to`.
    public record Interval(long roomNid, StateKey key, long from, long to, long eventNid) {
        public boolean covers(long position) {
            return from <= position && position < to;
        }
    }

    /// The entries that began in each stretch and hold at its start or later: what must be told to someone who knows the
    /// state of `since`, so that they know it at both ends.
    ///
    /// @param members whether memberships are wanted too
    public List<Interval> told(Collection<Stretch> stretches, boolean members) {
        if (stretches.isEmpty()) {
            return List.of();
        }
        Object[] places = {
            stretches.stream().map(Stretch::roomNid).toArray(Long[]::new),
            stretches.stream().map(Stretch::since).toArray(Long[]::new),
            stretches.stream().map(Stretch::start).toArray(Long[]::new),
            stretches.stream().map(Stretch::end).toArray(Long[]::new)
        };
        if (members) {
            return jdbc.sql(COLUMNS + STRETCHES).params(places).query(RoomStates::interval).list();
        }
        Object[] twice = Stream.concat(Stream.of(places), Stream.of(places)).toArray();
        return jdbc.sql(
                        COLUMNS
                                + STRETCHES
                                + "AND s.type < 'm.room.member' UNION ALL "
                                + COLUMNS
                                + STRETCHES
                                + "AND s.type > 'm.room.member'")
                .params(twice)
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

    private static Interval interval(ResultSet row, int number) throws SQLException {
        return new Interval(
                row.getLong("room_nid"),
                new StateKey(row.getString("type"), row.getString("state_key")),
                row.getLong("from_pos"),
                row.getLong("to_pos"),
                row.getLong("event_nid"));
    }
}
