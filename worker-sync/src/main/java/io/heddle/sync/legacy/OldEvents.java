package io.heddle.sync.legacy;

import io.heddle.protocol.json.Json;
import io.heddle.replication.call.Presences;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.ephemeral.PresenceStates;
import io.heddle.replication.stream.StreamRow;
import io.heddle.storage.accountdata.AccountDataStore.Entry;
import io.heddle.storage.receipt.Receipt;
import io.heddle.storage.room.MembershipHistory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// What is no event of a room's history, as events of the old kind: they name their room and their user themselves.
@Component
class OldEvents {
    private final PresenceStates states;
    private final MembershipHistory memberships;
    private final Clock clock;
    private final boolean presenceEnabled;

    OldEvents(
            PresenceStates states,
            MembershipHistory memberships,
            Clock clock,
            HomeserverSettings settings) {
        this.states = states;
        this.memberships = memberships;
        this.clock = clock;
        this.presenceEnabled = settings.presence().enabled();
    }

    /// The presence of a user, and of those who are in any of the rooms and not offline.
    List<ObjectNode> presenceFor(String user, Collection<Long> rooms) {
        if (!presenceEnabled) {
            return List.of();
        }
        Map<String, StreamRow.Presence> found = new LinkedHashMap<>();
        states.of(user).ifPresent(own -> found.put(user, own));
        states.ofAll(memberships.joinedTo(rooms)).values().stream()
                .filter(state -> !state.presence().equals(Presences.OFFLINE))
                .forEach(state -> found.put(state.userId(), state));
        return found.values().stream().map(this::presence).toList();
    }

    /// The presence of all in a room of whom something was heard.
    List<ObjectNode> presenceIn(long room) {
        return presenceEnabled
                ? states.ofAll(memberships.joinedTo(List.of(room))).values().stream()
                        .map(this::presence)
                        .toList()
                : List.of();
    }

    /// Has events name their senders in the old way too.
    static List<ObjectNode> named(List<ObjectNode> events) {
        for (ObjectNode event : events) {
            event.set("user_id", event.path("sender"));
        }
        return events;
    }

    ObjectNode presence(StreamRow.Presence state) {
        ObjectNode event = Json.object().put("type", "m.presence").put("sender", state.userId());
        ObjectNode content = event.putObject("content");
        content.put("user_id", state.userId()).put("presence", state.presence());
        if (state.lastActiveTs() > 0) {
            content.put("last_active_ago", Math.max(0, clock.millis() - state.lastActiveTs()));
        }
        if (state.statusMsg() != null) {
            content.put("status_msg", state.statusMsg());
        }
        if (state.presence().equals(Presences.ONLINE)) {
            content.put("currently_active", state.currentlyActive());
        }
        return event;
    }

    static ObjectNode accountData(Entry entry) {
        ObjectNode event = Json.object().put("type", entry.type());
        event.set("content", entry.content());
        return event;
    }

    static ObjectNode typing(String roomId, List<String> users) {
        ObjectNode event = Json.object().put("type", "m.typing").put("room_id", roomId);
        var ids = event.putObject("content").putArray("user_ids");
        users.forEach(ids::add);
        return event;
    }

    /// One event with all receipts of a room; others' private ones must have been left out.
    static ObjectNode receipts(String roomId, List<Receipt> receipts) {
        ObjectNode event = Json.object().put("type", "m.receipt").put("room_id", roomId);
        ObjectNode content = event.putObject("content");
        for (Receipt receipt : receipts) {
            ObjectNode read =
                    content.withObjectProperty(receipt.eventId())
                            .withObjectProperty(receipt.type())
                            .withObjectProperty(receipt.userId());
            read.put("ts", receipt.ts());
            if (receipt.threadId() != null) {
                read.put("thread_id", receipt.threadId());
            }
        }
        return event;
    }

    /// The same for many rooms.
    ///
    /// @param roomIds the rooms' ids by number
    static List<ObjectNode> receipts(Map<Long, String> roomIds, List<Receipt> receipts) {
        Map<Long, List<Receipt>> byRoom = new LinkedHashMap<>();
        receipts.forEach(receipt ->
                byRoom.computeIfAbsent(receipt.roomNid(), room -> new ArrayList<>()).add(receipt));
        return byRoom.entrySet().stream()
                .filter(room -> roomIds.containsKey(room.getKey()))
                .map(room -> receipts(String.valueOf(roomIds.get(room.getKey())), room.getValue()))
                .toList();
    }
}
