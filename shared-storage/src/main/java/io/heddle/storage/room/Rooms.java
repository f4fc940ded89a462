package io.heddle.storage.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.storage.event.EventRooms;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rooms this server knows.
@Repository
public class Rooms implements EventRooms, MeasuredCaches {
    private static final int CACHED = 100_000;

    private final JdbcClient jdbc;
    private final Cache<String, Room> byId =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();
    private final Cache<Long, Room> byNid =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();

    Rooms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Room> find(RoomId id) {
        Room cached = byId.getIfPresent(id.value());
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Room> room =
                jdbc.sql("SELECT nid, room_id, version FROM rooms WHERE room_id = ?")
                        .param(id.value())
                        .query(Rooms::room)
                        .optional();
        room.ifPresent(this::remember);
        return room;
    }

    public Optional<Room> find(long nid) {
        Room cached = byNid.getIfPresent(nid);
        return cached != null
                ? Optional.of(cached)
                : Optional.ofNullable(findAll(java.util.List.of(nid)).get(nid));
    }

    /// The rooms with these numbers, by number.
    public Map<Long, Room> findAll(Collection<Long> nids) {
        Map<Long, Room> found = new HashMap<>(byNid.getAllPresent(nids));
        Long[] missing = nids.stream().filter(nid -> !found.containsKey(nid)).toArray(Long[]::new);
        if (missing.length > 0) {
            jdbc.sql("SELECT nid, room_id, version FROM rooms WHERE nid = ANY (?)")
                    .param(missing)
                    .query(Rooms::room)
                    .list()
                    .forEach(room -> {
                        remember(room);
                        found.put(room.nid(), room);
                    });
        }
        return found;
    }

    /// The rooms with these ids that this server knows, by id.
    public Map<RoomId, Room> byIds(Collection<RoomId> ids) {
        Map<RoomId, Room> found = new HashMap<>();
        for (RoomId id : ids) {
            Room cached = byId.getIfPresent(id.value());
            if (cached != null) {
                found.put(id, cached);
            }
        }
        String[] missing =
                ids.stream()
                        .filter(id -> !found.containsKey(id))
                        .map(RoomId::value)
                        .toArray(String[]::new);
        if (missing.length > 0) {
            jdbc.sql("SELECT nid, room_id, version FROM rooms WHERE room_id = ANY (?)")
                    .param(missing)
                    .query(Rooms::room)
                    .list()
                    .forEach(room -> {
                        remember(room);
                        found.put(room.id(), room);
                    });
        }
        return found;
    }

    /// The numbers of the rooms in the published directory.
    public List<Long> published() {
        return jdbc.sql("SELECT nid FROM rooms WHERE is_public AND NOT blocked")
                .query(Long.class)
                .list();
    }

    /// Those of some rooms that are in the published directory, by number.
    public Set<Long> publishedAmong(Collection<Long> nids) {
        return Set.copyOf(
                jdbc.sql("SELECT nid FROM rooms WHERE nid = ANY (?) AND is_public AND NOT blocked")
                        .param(nids.toArray(Long[]::new))
                        .query(Long.class)
                        .list());
    }

    @Override
    public Map<Long, RoomVersion> versions(Collection<Long> nids) {
        Map<Long, RoomVersion> versions = new HashMap<>();
        findAll(nids).forEach((nid, room) -> versions.put(nid, room.version()));
        return versions;
    }

    /// A number for a room that is to be added.
    public long reserveNid() {
        return jdbc.sql("SELECT nextval(pg_get_serial_sequence('rooms', 'nid'))")
                .query(Long.class)
                .single();
    }

    /// Adds a room under a reserved number; part of the transaction that stores its first event.
    public void insert(Room room, String creator, long createdTs) {
        jdbc.sql(
                        "INSERT INTO rooms (nid, room_id, version, creator, created_ts)"
                                + " OVERRIDING SYSTEM VALUE VALUES (?, ?, ?, ?, ?)")
                .params(room.nid(), room.id().value(), room.version().id(), creator, createdTs)
                .update();
    }

    /// Whether the room stands in the published directory.
    public boolean isPublic(long nid) {
        return jdbc.sql("SELECT is_public FROM rooms WHERE nid = ?")
                .param(nid)
                .query(Boolean.class)
                .single();
    }

    public void setPublic(long nid, boolean isPublic) {
        jdbc.sql("UPDATE rooms SET is_public = ? WHERE nid = ?").params(isPublic, nid).update();
    }

    private void remember(Room room) {
        byId.put(room.id().value(), room);
        byNid.put(room.nid(), room);
    }

    private static Room room(ResultSet row, int number) throws SQLException {
        return new Room(
                row.getLong("nid"),
                RoomId.parse(row.getString("room_id")),
                RoomVersions.find(row.getString("version")).orElseThrow());
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("rooms_by_id", byId, "rooms_by_number", byNid);
    }
}
