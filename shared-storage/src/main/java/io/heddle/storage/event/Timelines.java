package io.heddle.storage.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Places in the timelines of many rooms at once: one query whatever their number.
@Repository
public class Timelines {
    private static final String NEWEST =
            """
            SELECT r.nid AS room_nid, e.nid, e.room_pos
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS r (nid, after, up_to)
            CROSS JOIN LATERAL (
                SELECT nid, room_pos FROM events
                WHERE room_nid = r.nid AND room_pos > r.after AND room_pos <= r.up_to
                  AND NOT soft_failed AND rejected_reason IS NULL
                ORDER BY room_pos DESC LIMIT ?) AS e
            """;

    private static final String LAST =
            """
            SELECT r.nid AS room_nid, e.nid, e.room_pos
            FROM unnest(?::bigint[]) AS r (nid)
            CROSS JOIN LATERAL (
                SELECT nid, room_pos FROM events
                WHERE room_nid = r.nid AND room_pos IS NOT NULL
                ORDER BY room_pos DESC LIMIT 1) AS e
            """;

    // Live events have rising numbers along a room's places: halve the range until both ends meet.
    private static final String SEARCH =
            """
            WITH RECURSIVE search (room_nid, low, high) AS (
                SELECT r.nid, -1::bigint, r.high FROM unnest(?::bigint[], ?::bigint[]) AS r (nid, high)
              UNION ALL
                SELECT s.room_nid,
                       CASE WHEN m.nid IS NULL OR m.nid <= ? THEN (s.low + s.high) / 2 ELSE s.low END,
                       CASE WHEN m.nid IS NULL OR m.nid <= ? THEN s.high ELSE m.room_pos END
                FROM search AS s
                LEFT JOIN LATERAL (
                    SELECT nid, room_pos FROM events
                    WHERE room_nid = s.room_nid AND room_pos > s.low AND room_pos <= (s.low + s.high) / 2
                    ORDER BY room_pos DESC LIMIT 1) AS m ON true
                WHERE s.high - s.low > 1)
            SELECT s.room_nid, e.nid, e.room_pos
            FROM search AS s
            CROSS JOIN LATERAL (
                SELECT nid, room_pos FROM events
                WHERE room_nid = s.room_nid AND room_pos >= 0 AND room_pos <= s.low
                ORDER BY room_pos DESC LIMIT 1) AS e
            WHERE s.high - s.low <= 1
            """;

    private final JdbcClient jdbc;

    Timelines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// An event's number and its place in its room.
    public record Place(long roomNid, long nid, long position) {}

    /// The part of a room's timeline with `after < place <= upTo`.
    public record Range(long roomNid, long after, long upTo) {}

    /// The last place of each room; rooms without a timeline are absent.
    public Map<Long, Place> last(Collection<Long> rooms) {
        return byRoom(jdbc.sql(LAST).param(numbers(rooms)).query(Timelines::place).list());
    }

    /// The place of each room that a position of the events stream stands for: that of the newest event which is not
    /// newer. Rooms that had no live event by then are absent.
    public Map<Long, Long> at(Collection<Long> rooms, long streamPosition) {
        Map<Long, Long> places = new HashMap<>();
        List<Place> newer = new ArrayList<>();
        for (Place last : last(rooms).values()) {
            if (last.nid() <= streamPosition) {
                places.put(last.roomNid(), last.position());
            } else {
                newer.add(last);
            }
        }
        if (!newer.isEmpty()) {
            search(newer, streamPosition)
                    .forEach(place -> places.put(place.roomNid(), place.position()));
        }
        return places;
    }

    private List<Place> search(List<Place> newer, long streamPosition) {
        return jdbc.sql(SEARCH)
                .params(
                        newer.stream().map(Place::roomNid).toArray(Long[]::new),
                        newer.stream().map(Place::position).toArray(Long[]::new),
                        streamPosition,
                        streamPosition)
                .query(Timelines::place)
                .list();
    }

    /// The `limit` newest shown events of each range, newest first.
    public Map<Long, List<Place>> newest(Collection<Range> ranges, int limit) {
        Map<Long, List<Place>> places = new HashMap<>();
        if (ranges.isEmpty() || limit <= 0) {
            return places;
        }
        jdbc.sql(NEWEST)
                .params(
                        ranges.stream().map(Range::roomNid).toArray(Long[]::new),
                        ranges.stream().map(Range::after).toArray(Long[]::new),
                        ranges.stream().map(Range::upTo).toArray(Long[]::new),
                        limit)
                .query(Timelines::place)
                .list()
                .forEach(place ->
                        places.computeIfAbsent(place.roomNid(), nid -> new ArrayList<>())
                                .add(place));
        places.values()
                .forEach(list -> list.sort((a, b) -> Long.compare(b.position(), a.position())));
        return places;
    }

    /// The numbers of the shown events of some rooms, and of those about one member elsewhere, with
    /// `from < position <= to` in the events stream, oldest first, at most `limit`.
    public List<Long> between(
            Collection<Long> rooms, String member, long from, long to, int limit) {
        return jdbc.sql(
                        "SELECT nid FROM events WHERE nid > ? AND nid <= ? AND (room_nid = ANY (?)"
                                + " OR type = 'm.room.member' AND state_key = ?)"
                                + " AND NOT soft_failed AND rejected_reason IS NULL ORDER BY nid LIMIT ?")
                .params(from, to, numbers(rooms), member, limit)
                .query(Long.class)
                .list();
    }

    private static Long[] numbers(Collection<Long> rooms) {
        return rooms.toArray(Long[]::new);
    }

    private static Map<Long, Place> byRoom(List<Place> places) {
        Map<Long, Place> byRoom = new HashMap<>();
        places.forEach(place -> byRoom.put(place.roomNid(), place));
        return byRoom;
    }

    private static Place place(ResultSet row, int number) throws SQLException {
        return new Place(row.getLong("room_nid"), row.getLong("nid"), row.getLong("room_pos"));
    }
}
