package io.heddle.sync.v3;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.accountdata.IgnoredUsers;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomStates;
import io.heddle.storage.room.RoomStates.Interval;
import io.heddle.storage.room.RoomStates.KeyAt;
import io.heddle.storage.room.StrippedStates;
import io.heddle.sync.json.JsonOut;
import io.heddle.sync.live.UserRoom;
import io.heddle.sync.room.EventBytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rooms that the user is invited to or knocked on, as stripped state: what tells which room it is.
/// https://spec.matrix.org/v1.19/client-server-api/#stripped-state
@Component
class StrippedRooms {
    private static final List<StateKey> SHOWN =
            List.of(
                    StateKey.CREATE,
                    StateKey.JOIN_RULES,
                    new StateKey("m.room.name", ""),
                    new StateKey("m.room.avatar", ""),
                    new StateKey("m.room.topic", ""),
                    new StateKey("m.room.canonical_alias", ""),
                    new StateKey("m.room.encryption", ""));

    private final Events events;
    private final RoomStates states;
    private final StrippedStates strippedStates;
    private final IgnoredUsers ignored;

    StrippedRooms(
            Events events, RoomStates states, StrippedStates strippedStates, IgnoredUsers ignored) {
        this.events = events;
        this.states = states;
        this.strippedStates = strippedStates;
        this.ignored = ignored;
    }

    /// A room and its stripped state, a JSON array.
    record Stripped(String roomId, byte[] state) {}

    /// @param rooms with the user's invite or knock; invites from users that the user ignores are left out
    List<Stripped> of(List<UserRoom> rooms, SyncContext context) {
        List<UserRoom> wanted = rooms.stream().filter(room -> isWanted(room, context)).toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        Map<Long, StoredEvent> memberships =
                events.byNids(wanted.stream().map(UserRoom::eventNid).toList());
        Map<Long, List<Pdu>> state = state(memberships);
        Map<EventId, List<ObjectNode>> told = told(memberships);
        List<Stripped> stripped = new ArrayList<>();
        for (UserRoom room : wanted) {
            StoredEvent own = memberships.get(room.eventNid());
            if (own != null) {
                byte[] array =
                        array(
                                state.getOrDefault(room.roomNid(), List.of()),
                                told.getOrDefault(own.eventId(), List.of()),
                                own.pdu());
                stripped.add(new Stripped(room.roomId().value(), array));
            }
        }
        return stripped;
    }

    private boolean isWanted(UserRoom room, SyncContext context) {
        Set<String> unwanted = ignored.of(context.userId());
        return JoinedRooms.wanted(context.filter().room(), room)
                && !(room.isInvited() && unwanted.contains(room.sender()));
    }

    /// The rooms' state at the invite or knock, with who invites.
    private Map<Long, List<Pdu>> state(Map<Long, StoredEvent> memberships) {
        List<KeyAt> keys = new ArrayList<>();
        for (StoredEvent own : memberships.values()) {
            Long position = own.roomPosition();
            if (position != null) {
                SHOWN.forEach(key -> keys.add(new KeyAt(own.roomNid(), position, key)));
                StateKey inviter = StateKey.member(own.pdu().sender().value());
                if (!inviter.equals(own.pdu().stateKeyEntry())) {
                    keys.add(new KeyAt(own.roomNid(), position, inviter));
                }
            }
        }
        List<Interval> held = states.keysAt(keys);
        Map<Long, StoredEvent> loaded =
                events.byNids(held.stream().map(Interval::eventNid).toList());
        Map<Long, List<Pdu>> byRoom = new LinkedHashMap<>();
        for (Interval interval : held) {
            StoredEvent event = loaded.get(interval.eventNid());
            if (event != null) {
                byRoom.computeIfAbsent(interval.roomNid(), nid -> new ArrayList<>())
                        .add(event.pdu());
            }
        }
        return byRoom;
    }

    /// What came with invites and knocks of rooms that this server is not in.
    private Map<EventId, List<ObjectNode>> told(Map<Long, StoredEvent> memberships) {
        return strippedStates.of(
                memberships.values().stream()
                        .filter(own -> own.roomPosition() == null)
                        .map(StoredEvent::eventId)
                        .toList());
    }

    private static byte[] array(List<Pdu> state, List<ObjectNode> told, Pdu own) {
        JsonOut out = new JsonOut(1024).beginArray();
        told.stream()
                .filter(event -> !isAbout(event, own))
                .forEach(event -> out.value((JsonNode) event));
        state.forEach(event -> EventBytes.writeStripped(out, event));
        EventBytes.writeStrippedOwn(out, own);
        return out.endArray().toBytes();
    }

    private static boolean isAbout(ObjectNode event, Pdu own) {
        return own.type().equals(Json.string(event, "type"))
                && String.valueOf(own.stateKey()).equals(Json.string(event, "state_key"));
    }
}
