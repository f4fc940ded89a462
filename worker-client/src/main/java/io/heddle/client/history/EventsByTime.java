package io.heddle.client.history;

import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomView;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Finds events by when their servers say they were sent.
@Repository
class EventsByTime {
    private static final int PAGE = 50;
    private static final int MAX_PAGES = 20;
    private static final String SHOWN =
            "SELECT nid FROM events WHERE room_nid = ? AND room_pos IS NOT NULL AND NOT soft_failed"
                    + " AND rejected_reason IS NULL ";

    private final JdbcClient jdbc;
    private final Events events;

    EventsByTime(JdbcClient jdbc, Events events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /// The event that the user may see which is closest to a time, at it or after (before) it.
    Optional<StoredEvent> closest(RoomView view, long ts, Direction direction) {
        for (int page = 0; page < MAX_PAGES; page++) {
            List<StoredEvent> found =
                    events.inOrder(page(view.room().nid(), ts, direction, page * PAGE));
            Optional<StoredEvent> closest =
                    found.stream().filter(event -> view.history().canSee(event)).findFirst();
            if (closest.isPresent() || found.size() < PAGE) {
                return closest;
            }
        }
        return Optional.empty();
    }

    private List<Long> page(long roomNid, long ts, Direction direction, int offset) {
        String sql =
                switch (direction) {
                    case FORWARD -> "AND origin_server_ts >= ? ORDER BY origin_server_ts, room_pos";
                    case BACKWARD ->
                            "AND origin_server_ts <= ? ORDER BY origin_server_ts DESC, room_pos DESC";
                };
        return jdbc.sql(SHOWN + sql + " LIMIT ? OFFSET ?")
                .params(roomNid, ts, PAGE, offset)
                .query(Long.class)
                .list();
    }
}
