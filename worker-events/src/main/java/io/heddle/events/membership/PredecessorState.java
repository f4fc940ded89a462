package io.heddle.events.membership;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.push.PushRuleset;
import io.heddle.storage.accountdata.AccountDataStore;
import io.heddle.storage.push.PushRuleStore;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.Rooms;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes what a user attached to a room along when they join its successor: tags, push rules, and its
/// place among direct chats.
@Component
public class PredecessorState {
    private static final Logger LOG = LoggerFactory.getLogger(PredecessorState.class);
    private static final String TAG = "m.tag";
    private static final String DIRECT = "m.direct";

    private final Rooms rooms;
    private final RoomState state;
    private final Memberships memberships;
    private final AccountDataStore accountData;
    private final PushRuleStore pushRules;

    PredecessorState(
            Rooms rooms,
            RoomState state,
            Memberships memberships,
            AccountDataStore accountData,
            PushRuleStore pushRules) {
        this.rooms = rooms;
        this.state = state;
        this.memberships = memberships;
        this.accountData = accountData;
        this.pushRules = pushRules;
    }

    public void carryOver(UserId user, Room joined) {
        predecessor(joined)
                .filter(before -> memberships.find(user, before.nid()).isPresent())
                .ifPresent(before -> {
                    accountData
                            .find(user, before, TAG)
                            .ifPresent(tags -> accountData.put(user, joined, TAG, tags));
                    carryDirect(user, before, joined);
                    carryPushRules(user, before, joined);
                });
    }

    private Optional<Room> predecessor(Room room) {
        return state.current(room.nid(), StateKey.CREATE)
                .map(create -> Json.string(Json.object(create.content(), "predecessor"), "room_id"))
                .filter(RoomId::isValid)
                .flatMap(id -> rooms.find(RoomId.parse(id)));
    }

    private void carryPushRules(UserId user, Room before, Room joined) {
        String from = before.id().value();
        String to = joined.id().value();
        PushRuleset rules = pushRules.of(user);
        try {
            if (!rules.isDefault() && !rules.copied(from, to).toStored().equals(rules.toStored())) {
                pushRules.update(user, present -> present.copied(from, to));
            }
        } catch (MatrixException e) {
            LOG.info("Push rules of {} stay with {}: {}", user, before.id(), e.getMessage());
        }
    }

    private void carryDirect(UserId user, Room before, Room joined) {
        boolean listed =
                accountData
                        .find(user, null, DIRECT)
                        .map(direct ->
                                direct.values().stream().anyMatch(list -> contains(list, before)))
                        .orElse(false);
        if (listed) {
            accountData.update(
                    user,
                    null,
                    DIRECT,
                    direct -> {
                        ObjectNode changed = direct.deepCopy();
                        changed.values()
                                .forEach(list -> {
                                    if (list instanceof ArrayNode array
                                            && contains(list, before)
                                            && !contains(list, joined)) {
                                        array.add(joined.id().value());
                                    }
                                });
                        return changed;
                    });
        }
    }

    private static boolean contains(JsonNode list, Room room) {
        return list.values().stream()
                .anyMatch(entry -> room.id().value().equals(entry.asString("")));
    }
}
