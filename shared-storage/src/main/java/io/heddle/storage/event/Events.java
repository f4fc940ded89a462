package io.heddle.storage.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.Redaction;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.storage.database.DatabaseUse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Events by number, id and place. Parsed events are kept in a bounded cache that the room writers feed, so that an event
/// is parsed once in the life of a process while it is in use.
@Repository
public class Events implements MeasuredCaches {
    static final String COLUMNS =
            "e.nid, e.event_id, e.room_nid, e.room_pos, e.thread_root, e.soft_failed,"
                    + " e.rejected_reason IS NOT NULL AS rejected, e.redacted_by, e.json";
    private static final long CACHE_BYTES = 64L << 20;
    private static final int ENTRY_OVERHEAD = 800;

    private final JdbcClient jdbc;
    private final EventRooms rooms;
    private final Cache<Long, StoredEvent> byNid;
    private final Cache<String, Long> nids;

    Events(JdbcClient jdbc, EventRooms rooms) {
        this.jdbc = jdbc;
        this.rooms = rooms;
        this.byNid =
                Caffeine.newBuilder()
                        .maximumWeight(CACHE_BYTES)
                        .weigher((Long nid, StoredEvent event) ->
                                ENTRY_OVERHEAD + 3 * event.pdu().canonical().length)
                        .recordStats()
                        .build();
        this.nids = Caffeine.newBuilder().maximumSize(200_000).recordStats().build();
    }

    public Optional<StoredEvent> find(EventId id) {
        return Optional.ofNullable(findAll(List.of(id)).get(id));
    }

    /// The events with these ids that exist, rejected and soft-failed ones included.
    public Map<EventId, StoredEvent> findAll(Collection<EventId> ids) {
        Map<EventId, StoredEvent> found = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (EventId id : ids) {
            Long nid = nids.getIfPresent(id.value());
            StoredEvent event = nid == null ? null : byNid.getIfPresent(nid);
            if (event == null) {
                missing.add(id.value());
            } else {
                found.put(id, event);
            }
        }
        if (!missing.isEmpty()) {
            load("WHERE e.event_id = ANY (?)", (Object) missing.toArray(String[]::new))
                    .forEach(event -> found.put(event.eventId(), event));
        }
        return found;
    }

    /// The events with these numbers, by number.
    public Map<Long, StoredEvent> byNids(Collection<Long> wanted) {
        Map<Long, StoredEvent> found = new HashMap<>(byNid.getAllPresent(wanted));
        Long[] missing =
                wanted.stream().filter(nid -> !found.containsKey(nid)).toArray(Long[]::new);
        if (missing.length > 0) {
            load("WHERE e.nid = ANY (?)", (Object) missing)
                    .forEach(event -> found.put(event.nid(), event));
        }
        return found;
    }

    /// Shown events of a room with `after < position <= upTo`, oldest first, the `limit` newest of them.
    public List<StoredEvent> newest(long roomNid, long after, long upTo, int limit) {
        List<Long> numbers =
                jdbc.sql(
                                "SELECT nid FROM events WHERE room_nid = ? AND room_pos > ? AND room_pos <= ?"
                                        + " AND NOT soft_failed AND rejected_reason IS NULL ORDER BY room_pos DESC LIMIT ?")
                        .params(roomNid, after, upTo, limit)
                        .query(Long.class)
                        .list();
        return inOrder(numbers).reversed();
    }

    /// Shown events of a room with `after < position <= upTo`, oldest first, the `limit` oldest of them.
    public List<StoredEvent> oldest(long roomNid, long after, long upTo, int limit) {
        List<Long> numbers =
                jdbc.sql(
                                "SELECT nid FROM events WHERE room_nid = ? AND room_pos > ? AND room_pos <= ?"
                                        + " AND NOT soft_failed AND rejected_reason IS NULL ORDER BY room_pos LIMIT ?")
                        .params(roomNid, after, upTo, limit)
                        .query(Long.class)
                        .list();
        return inOrder(numbers);
    }

    /// The events with these numbers, in the order of the list; unknown ones are left out.
    public List<StoredEvent> inOrder(List<Long> numbers) {
        Map<Long, StoredEvent> found = byNids(numbers);
        return numbers.stream()
                .map(found::get)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.toList());
    }

    /// Live events by position in the events stream: `from < nid <= to`, in order.
    public List<StoredEvent> stream(long from, long to, int limit) {
        List<StoredEvent> events =
                new ArrayList<>(
                        load(
                                "WHERE e.nid > ? AND e.nid <= ? ORDER BY e.nid LIMIT ?",
                                from,
                                to,
                                limit));
        events.sort(Comparator.comparingLong(StoredEvent::nid));
        return events;
    }

    /// Keeps a just committed event at hand.
    public void remember(StoredEvent event) {
        byNid.put(event.nid(), event);
        nids.put(event.eventId().value(), event.nid());
    }

    /// Forgets an event whose stored form changed, such as by a redaction.
    public void forget(EventId id) {
        Long nid = nids.getIfPresent(id.value());
        if (nid != null) {
            byNid.invalidate(nid);
        }
    }

    private List<StoredEvent> load(String where, Object... params) {
        List<Row> rows =
                jdbc.sql("SELECT " + COLUMNS + " FROM events e " + where)
                        .params(Arrays.asList(params))
                        .query(Events::row)
                        .list();
        DatabaseUse.readEvents(rows.size());
        Map<Long, RoomVersion> known =
                rooms.versions(rows.stream().map(Row::roomNid).collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> {
                    StoredEvent event =
                            row.toEvent(java.util.Objects.requireNonNull(known.get(row.roomNid)));
                    remember(event);
                    return event;
                })
                .toList();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        long position = row.getLong("room_pos");
        Long roomPosition = row.wasNull() ? null : position;
        return new Row(
                row.getLong("nid"),
                row.getString("event_id"),
                row.getLong("room_nid"),
                roomPosition,
                row.getString("thread_root"),
                row.getBoolean("soft_failed"),
                row.getBoolean("rejected"),
                row.getString("redacted_by"),
                row.getBytes("json"));
    }

    private record Row(
            long nid,
            String eventId,
            long roomNid,
            @Nullable Long roomPosition,
            @Nullable String threadRoot,
            boolean softFailed,
            boolean rejected,
            @Nullable String redactedBy,
            byte[] json) {

        StoredEvent toEvent(RoomVersion version) {
            EventId id = EventId.parse(eventId);
            Pdu pdu = Pdu.trusted(id, version, json);
            if (redactedBy != null) {
                pdu = Pdu.trusted(id, version, Redaction.redact(pdu.json(), version));
            }
            return new StoredEvent(
                    nid,
                    roomNid,
                    roomPosition,
                    pdu,
                    redactedBy == null ? null : EventId.parse(redactedBy),
                    threadRoot == null ? null : EventId.parse(threadRoot),
                    softFailed,
                    rejected);
        }
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("getEvent", byNid, "event_numbers", nids);
    }
}
