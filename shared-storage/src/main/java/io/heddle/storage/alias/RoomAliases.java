package io.heddle.storage.alias;

import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The aliases of this server. https://spec.matrix.org/v1.19/client-server-api/#room-aliases
@Repository
public class RoomAliases {
    private final JdbcClient jdbc;

    RoomAliases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Alias> find(RoomAlias alias) {
        return jdbc.sql("SELECT alias, room_nid, creator FROM room_aliases WHERE alias = ?")
                .param(alias.value())
                .query((row, number) ->
                        new Alias(
                                RoomAlias.parse(row.getString("alias")),
                                row.getLong("room_nid"),
                                UserId.parse(row.getString("creator"))))
                .optional();
    }

    /// A room's aliases, oldest first.
    public List<String> ofRoom(long roomNid) {
        return jdbc.sql(
                        "SELECT alias FROM room_aliases WHERE room_nid = ? ORDER BY created_ts, alias")
                .param(roomNid)
                .query(String.class)
                .list();
    }

    /// Adds an alias; false when it is taken.
    public boolean add(RoomAlias alias, long roomNid, UserId creator, long createdTs) {
        return jdbc.sql(
                                "INSERT INTO room_aliases (alias, room_nid, creator, created_ts) VALUES (?, ?, ?, ?)"
                                        + " ON CONFLICT DO NOTHING")
                        .params(alias.value(), roomNid, creator.value(), createdTs)
                        .update()
                == 1;
    }

    public boolean delete(RoomAlias alias) {
        return jdbc.sql("DELETE FROM room_aliases WHERE alias = ?").param(alias.value()).update()
                == 1;
    }

    /// Makes all aliases of a room those of another.
    public void move(long fromRoomNid, long toRoomNid) {
        jdbc.sql("UPDATE room_aliases SET room_nid = ? WHERE room_nid = ?")
                .params(toRoomNid, fromRoomNid)
                .update();
    }

    /// Which of some aliases exist and point to a room.
    public List<String> pointingTo(long roomNid, Collection<String> aliases) {
        return jdbc.sql("SELECT alias FROM room_aliases WHERE room_nid = ? AND alias = ANY (?)")
                .params(roomNid, aliases.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    /// An alias and the room it stands for.
    public record Alias(RoomAlias alias, long roomNid, UserId creator) {}
}
