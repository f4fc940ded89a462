package io.heddle.storage.room;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// A room's state now and at any place of its timeline, read from intervals: see docs/room-state.md.
@Repository
public class RoomState {
    /// The upper end of an interval that is still open.
    public static final long OPEN = Long.MAX_VALUE;

    private final JdbcClient jdbc;
    private final Events events;

    RoomState(JdbcClient jdbc, Events events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /// The current state event of a key.
    public Optional<Pdu> current(long roomNid, StateKey key) {
        return Optional.ofNullable(current(roomNid, List.of(key)).get(key));
    }

    /// The current state events of some keys; absent ones are left out.
    public Map<StateKey, Pdu> current(long roomNid, Collection<StateKey> keys) {
        return at(roomNid, OPEN - 1, keys);
    }

    /// All current state events of a room.
    public List<StoredEvent> currentAll(long roomNid) {
        return events.inOrder(
                jdbc.sql(
                                "SELECT event_nid FROM room_state WHERE room_nid = ? AND to_pos = 9223372036854775807")
                        .param(roomNid)
                        .query(Long.class)
                        .list());
    }

    /// All current state events of a room but the memberships: bounded work however many members a room has.
    public List<StoredEvent> currentWithoutMembers(long roomNid) {
        String open = " FROM room_state WHERE room_nid = ? AND to_pos = 9223372036854775807";
        return events.inOrder(
                jdbc.sql(
                                "SELECT event_nid"
                                        + open
                                        + " AND type < 'm.room.member' UNION ALL SELECT event_nid"
                                        + open
                                        + " AND type > 'm.room.member'")
                        .params(roomNid, roomNid)
                        .query(Long.class)
                        .list());
    }

    /// The state events of some keys after the event at a place of the timeline.
    public Map<StateKey, Pdu> at(long roomNid, long position, Collection<StateKey> keys) {
        return byKey(eventsAt(roomNid, position, keys));
    }

    /// The same as stored events, in no order.
    public List<StoredEvent> eventsAt(long roomNid, long position, Collection<StateKey> keys) {
        String[] types = keys.stream().map(StateKey::type).toArray(String[]::new);
        String[] stateKeys = keys.stream().map(StateKey::key).toArray(String[]::new);
        List<Long> numbers =
                jdbc.sql(
                                "SELECT s.event_nid FROM unnest(?::text[], ?::text[]) AS k (type, state_key)"
                                        + " JOIN room_state s ON s.room_nid = ? AND s.type = k.type AND s.state_key = k.state_key"
                                        + " WHERE s.from_pos <= ? AND s.to_pos > ?")
                        .params(Arrays.asList(types, stateKeys, roomNid, position, position))
                        .query(Long.class)
                        .list();
        return events.inOrder(numbers);
    }

    /// All state events after the event at a place of the timeline.
    public List<StoredEvent> allAt(long roomNid, long position) {
        return events.inOrder(
                jdbc.sql(
                                "SELECT event_nid FROM room_state WHERE room_nid = ? AND from_pos <= ? AND to_pos > ?")
                        .params(roomNid, position, position)
                        .query(Long.class)
                        .list());
    }

    /// All state events of a type after the event at a place of the timeline.
    public List<StoredEvent> ofTypeAt(long roomNid, long position, String type) {
        return events.inOrder(
                jdbc.sql(
                                "SELECT event_nid FROM room_state"
                                        + " WHERE room_nid = ? AND type = ? AND from_pos <= ? AND to_pos > ?")
                        .params(roomNid, type, position, position)
                        .query(Long.class)
                        .list());
    }

    /// What changed in the state from after place `from` to after place `to`: the entries as they are at `to`.
    public List<StoredEvent> changed(long roomNid, long from, long to) {
        return events.inOrder(
                jdbc.sql(
                                "SELECT event_nid FROM room_state"
                                        + " WHERE room_nid = ? AND from_pos > ? AND from_pos <= ? AND to_pos > ? ORDER BY from_pos")
                        .params(roomNid, from, to, to)
                        .query(Long.class)
                        .list());
    }

    /// State events by their keys.
    public static Map<StateKey, Pdu> byKey(Collection<StoredEvent> stateEvents) {
        Map<StateKey, Pdu> state = new HashMap<>();
        for (StoredEvent event : stateEvents) {
            StateKey key = event.pdu().stateKeyEntry();
            if (key != null) {
                state.put(key, event.pdu());
            }
        }
        return state;
    }
}
