package io.heddle.storage.sticky;

import static io.heddle.storage.database.Columns.longs;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.storage.database.StreamPositionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The sticky events that have not expired, in a stream of their own.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4354
@Repository
public class StickyEvents {
    private static final String ROWS =
            "SELECT s.position, s.room_nid, r.room_id, s.event_nid, s.expires_ts FROM sticky_events s"
                    + " JOIN rooms r ON r.nid = s.room_nid ";

    private final JdbcClient jdbc;
    private final StreamPositionStore positions;
    private final boolean enabled;

    StickyEvents(JdbcClient jdbc, StreamPositionStore positions, HomeserverSettings settings) {
        this.jdbc = jdbc;
        this.positions = positions;
        this.enabled = settings.experimentalFeatures().msc4354Enabled();
    }

    public boolean isEnabled() {
        return enabled;
    }

    /// An event that is to be stored as sticky.
    public record NewSticky(long roomNid, String roomId, long eventNid, long expiresTs) {}

    /// Stores sticky events as the last thing of the transaction that stores the events themselves.
    ///
    /// @return the rows to publish after the commit
    public List<StreamRow.StickyEvent> store(List<NewSticky> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        long position = positions.take(StreamName.STICKY_EVENTS, events.size()) - events.size();
        List<StreamRow.StickyEvent> rows = new ArrayList<>(events.size());
        for (NewSticky event : events) {
            rows.add(
                    new StreamRow.StickyEvent(
                            ++position,
                            event.roomNid(),
                            event.roomId(),
                            event.eventNid(),
                            event.expiresTs()));
        }
        jdbc.sql(
                        "INSERT INTO sticky_events (position, room_nid, event_nid, expires_ts)"
                                + " SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])")
                .params(
                        longs(rows, StreamRow.StickyEvent::position),
                        longs(rows, StreamRow.StickyEvent::roomNid),
                        longs(rows, StreamRow.StickyEvent::eventNid),
                        longs(rows, StreamRow.StickyEvent::expiresTs))
                .update();
        return rows;
    }

    /// What is sticky in some rooms with `from < position <= to`, the oldest first, at most `limit`.
    public List<StreamRow.StickyEvent> inRooms(
            Collection<Long> rooms, long from, long to, long now, int limit) {
        if (rooms.isEmpty() || from >= to) {
            return List.of();
        }
        return jdbc.sql(
                        ROWS
                                + "WHERE s.room_nid = ANY (?) AND s.position > ? AND s.position <= ? AND s.expires_ts > ?"
                                + " ORDER BY s.position LIMIT ?")
                .params(rooms.toArray(Long[]::new), from, to, now, limit)
                .query(StickyEvents::row)
                .list();
    }

    /// Forgets up to `limit` events that have expired; returns how many.
    public int deleteExpired(long now, int limit) {
        return jdbc.sql(
                        "DELETE FROM sticky_events WHERE position = ANY (ARRAY(SELECT position FROM sticky_events"
                                + " WHERE expires_ts < ? ORDER BY expires_ts LIMIT ?))")
                .params(now, limit)
                .update();
    }

    private static StreamRow.StickyEvent row(ResultSet row, int number) throws SQLException {
        return new StreamRow.StickyEvent(
                row.getLong("position"),
                row.getLong("room_nid"),
                row.getString("room_id"),
                row.getLong("event_nid"),
                row.getLong("expires_ts"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        StreamSource<StreamRow.StickyEvent> stickyEventsSource(JdbcClient jdbc) {
            return new StreamSource<>(
                    StreamName.STICKY_EVENTS,
                    (from, to, limit) ->
                            jdbc.sql(
                                            ROWS
                                                    + "WHERE s.position > ? AND s.position <= ? ORDER BY s.position LIMIT ?")
                                    .params(from, to, limit)
                                    .query(StickyEvents::row)
                                    .list());
        }
    }
}
