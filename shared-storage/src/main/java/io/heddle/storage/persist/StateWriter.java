package io.heddle.storage.persist;

import static io.heddle.storage.database.Columns.longs;
import static io.heddle.storage.database.Columns.texts;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.database.StatementGroup;
import io.heddle.storage.database.StorableText;
import io.heddle.storage.persist.EventWriter.Numbered;
import io.heddle.storage.persist.NewEvent.StateChange;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.RoomState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Stores what events change in the state of their rooms: intervals, memberships and their history.
@Repository
public class StateWriter {
    private final JdbcClient jdbc;

    StateWriter(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Adds the statements to those that store the events.
    void write(StatementGroup group, List<Numbered> events) {
        List<Change> changes = changes(events);
        if (changes.isEmpty()) {
            return;
        }
        writeIntervals(group, changes);
        cancelDelayed(group, changes);
        writeMemberships(group, changes.stream().filter(Change::isMembership).toList());
    }

    private List<Change> changes(List<Numbered> events) {
        Map<EventId, Long> numbers = new HashMap<>();
        events.forEach(entry -> numbers.put(entry.pdu().eventId(), entry.nid()));
        List<Change> changes = new ArrayList<>();
        for (Numbered entry : events) {
            for (StateChange change : entry.event().stateChanges()) {
                changes.add(
                        new Change(
                                entry.event().room().nid(),
                                entry.event().roomPosition(),
                                entry.nid(),
                                numbers.getOrDefault(change.event().eventId(), 0L),
                                change));
            }
        }
        return numbered(changes);
    }

    /// Finds the numbers of state events that were stored earlier: where forks meet, the state may go back to one.
    private List<Change> numbered(List<Change> changes) {
        String[] older =
                changes.stream()
                        .filter(change -> change.eventNid() == 0)
                        .map(change -> change.event().eventId().value())
                        .toArray(String[]::new);
        if (older.length == 0) {
            return changes;
        }
        Map<String, Long> numbers = new HashMap<>();
        jdbc.sql("SELECT event_id, nid FROM events WHERE event_id = ANY (?)")
                .params(Arrays.asList((Object) older))
                .query((row, number) -> numbers.put(row.getString("event_id"), row.getLong("nid")))
                .list();
        return changes.stream()
                .map(change ->
                        change.eventNid() != 0
                                ? change
                                : change.withNid(
                                        Objects.requireNonNull(
                                                numbers.get(change.event().eventId().value()))))
                .toList();
    }

    private static void writeIntervals(StatementGroup group, List<Change> changes) {
        Map<Slot, Long> first = new LinkedHashMap<>();
        Map<Slot, Integer> newest = new HashMap<>();
        long[] ends = new long[changes.size()];
        Arrays.fill(ends, RoomState.OPEN);
        for (int i = 0; i < ends.length; i++) {
            Change change = changes.get(i);
            first.putIfAbsent(change.slot(), change.position());
            Integer before = newest.put(change.slot(), i);
            if (before != null) {
                ends[before] = change.position();
            }
        }
        List<Map.Entry<Slot, Long>> closed = List.copyOf(first.entrySet());
        group.add(
                "UPDATE room_state s SET to_pos = c.pos FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[])"
                        + " AS c (room_nid, type, state_key, pos) WHERE s.room_nid = c.room_nid AND s.type = c.type"
                        + " AND s.state_key = c.state_key AND s.to_pos = 9223372036854775807",
                longs(closed, entry -> entry.getKey().roomNid()),
                texts(closed, entry -> entry.getKey().type()),
                texts(closed, entry -> entry.getKey().key()),
                longs(closed, Map.Entry::getValue));
        group.add(
                "INSERT INTO room_state (room_nid, type, state_key, from_pos, to_pos, event_nid) SELECT * FROM"
                        + " unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])",
                longs(changes, Change::roomNid),
                texts(changes, change -> change.change().key().type()),
                texts(changes, change -> change.change().key().key()),
                longs(changes, Change::position),
                ends,
                longs(changes, Change::eventNid));
    }

    /// State that somebody sets is no longer set by what others have scheduled for it.
    private static void cancelDelayed(StatementGroup group, List<Change> changes) {
        group.add(
                "DELETE FROM delayed_events d USING unnest(?::bigint[], ?::text[], ?::text[], ?::text[])"
                        + " AS c (room_nid, type, state_key, sender) WHERE d.room_nid = c.room_nid AND d.type = c.type"
                        + " AND d.state_key = c.state_key AND d.user_id <> c.sender AND d.claimed_by IS NULL",
                longs(changes, Change::roomNid),
                texts(changes, change -> change.change().key().type()),
                texts(changes, change -> change.change().key().key()),
                texts(changes, change -> change.event().sender().value()));
    }

    private static void writeMemberships(StatementGroup group, List<Change> members) {
        if (members.isEmpty()) {
            return;
        }
        Map<Slot, Change> newest = new LinkedHashMap<>();
        members.forEach(change -> newest.put(change.slot(), change));
        List<Change> rows = List.copyOf(newest.values());
        boolean[] local = new boolean[rows.size()];
        for (int i = 0; i < local.length; i++) {
            local[i] = rows.get(i).change().localUser();
        }
        group.add(
                "INSERT INTO memberships AS m (user_id, room_nid, membership, event_nid, event_id, sender, display_name,"
                        + " avatar_url, is_local) SELECT * FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[],"
                        + " ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[])"
                        + " ON CONFLICT (user_id, room_nid) DO UPDATE SET membership = excluded.membership,"
                        + " event_nid = excluded.event_nid, event_id = excluded.event_id, sender = excluded.sender,"
                        + " display_name = excluded.display_name, avatar_url = excluded.avatar_url, forgotten = false",
                texts(rows, change -> change.change().key().key()),
                longs(rows, Change::roomNid),
                texts(rows, Change::membership),
                longs(rows, Change::eventNid),
                texts(rows, change -> change.event().eventId().value()),
                texts(rows, change -> change.event().sender().value()),
                texts(rows, change -> text(change.event(), "displayname")),
                texts(rows, change -> text(change.event(), "avatar_url")),
                local);
        writeChanges(group, members.stream().filter(Change::isLocalTurn).toList());
    }

    private static void writeChanges(StatementGroup group, List<Change> turns) {
        if (turns.isEmpty()) {
            return;
        }
        group.add(
                "INSERT INTO membership_changes (user_id, event_nid, room_nid, membership)"
                        + " SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[])",
                texts(turns, change -> change.change().key().key()),
                longs(turns, Change::streamPosition),
                longs(turns, Change::roomNid),
                texts(turns, Change::membership));
    }

    private static @Nullable String text(Pdu member, String key) {
        String text = Json.string(member.content(), key);
        return StorableText.ofNullable(text);
    }

    private record Slot(long roomNid, String type, String key) {}

    /// @param streamPosition of the event that made the change
    /// @param eventNid of the state event that is in force now
    private record Change(
            long roomNid, long position, long streamPosition, long eventNid, StateChange change) {
        Pdu event() {
            return change.event();
        }

        Slot slot() {
            return new Slot(roomNid, change.key().type(), change.key().key());
        }

        Change withNid(long nid) {
            return new Change(roomNid, position, streamPosition, nid, change);
        }

        boolean isMembership() {
            return change.key().type().equals("m.room.member");
        }

        String membership() {
            String membership = event().membership();
            return membership == null ? Membership.LEAVE : membership;
        }

        boolean isLocalTurn() {
            return change.localUser() && !membership().equals(change.membershipBefore());
        }
    }
}
