package io.heddle.storage.room;

import io.heddle.protocol.id.EventId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Reads where rooms end, for who goes on writing them.
@Repository
public class RoomHeads {
    private final JdbcClient jdbc;

    RoomHeads(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public RoomHead read(long roomNid) {
        RoomHead last =
                jdbc.sql(
                                "SELECT room_pos, notify_count, highlight_count FROM events"
                                        + " WHERE room_nid = ? AND room_pos > 0 ORDER BY room_pos DESC LIMIT 1")
                        .param(roomNid)
                        .query((row, number) ->
                                new RoomHead(
                                        row.getLong("room_pos"),
                                        row.getInt("notify_count"),
                                        row.getInt("highlight_count"),
                                        Map.of(),
                                        0))
                        .optional()
                        .orElse(RoomHead.EMPTY);
        return new RoomHead(
                last.position(),
                last.notifyCount(),
                last.highlightCount(),
                extremities(roomNid),
                joined(roomNid));
    }

    private Map<EventId, Long> extremities(long roomNid) {
        Map<EventId, Long> extremities = new LinkedHashMap<>();
        jdbc.sql(
                        "SELECT event_id, depth FROM forward_extremities WHERE room_nid = ? ORDER BY depth DESC, event_id")
                .param(roomNid)
                .query((row, number) ->
                        extremities.put(
                                EventId.parse(row.getString("event_id")), row.getLong("depth")))
                .list();
        return extremities;
    }

    private int joined(long roomNid) {
        return jdbc.sql(
                        "SELECT count(*) FROM memberships WHERE room_nid = ? AND membership = 'join'")
                .param(roomNid)
                .query(Integer.class)
                .single();
    }
}
