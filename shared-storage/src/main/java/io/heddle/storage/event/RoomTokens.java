package io.heddle.storage.event;

import io.heddle.replication.stream.RoomToken;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.SyncToken;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Finds the place in a room that a client's token stands for: that of a pagination token, or of a sync token the newest
/// event that the sync knew.
@Repository
public class RoomTokens {
    private final JdbcClient jdbc;
    private final Timelines timelines;

    RoomTokens(JdbcClient jdbc, Timelines timelines) {
        this.jdbc = jdbc;
        this.timelines = timelines;
    }

    /// Fails with 400 M_INVALID_PARAM for anything that is no token of ours.
    public long place(long roomNid, String token) {
        return SyncToken.looksLikeOne(token)
                ? place(roomNid, SyncToken.parse(token).position(StreamName.EVENTS))
                : RoomToken.parse(token).position();
    }

    /// The place of a room's newest event that is not newer than a position of the events stream.
    public long place(long roomNid, long streamPosition) {
        return timelines.at(List.of(roomNid), streamPosition).getOrDefault(roomNid, 0L);
    }

    /// The place of a room's oldest event that this server has; 0 when it has none.
    public long first(long roomNid) {
        return jdbc.sql("SELECT coalesce(min(room_pos), 0) FROM events WHERE room_nid = ?")
                .param(roomNid)
                .query(Long.class)
                .single();
    }

    /// The number of the newest event that is not after a place of the timeline; the smallest of all when there is none.
    public long numberAt(long roomNid, long place) {
        return jdbc.sql(
                        "SELECT nid FROM events WHERE room_nid = ? AND room_pos <= ? ORDER BY room_pos DESC LIMIT 1")
                .params(roomNid, place)
                .query(Long.class)
                .optional()
                .orElse(Long.MIN_VALUE);
    }
}
