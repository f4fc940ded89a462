package io.heddle.sync.legacy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.RoomToken;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.accountdata.AccountDataStore;
import io.heddle.storage.event.Timelines;
import io.heddle.storage.receipt.Receipts;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomView;
import io.heddle.storage.room.Rooms;
import io.heddle.sync.legacy.RoomSnapshots.Snapshot;
import io.heddle.sync.live.LiveSync;
import io.heddle.sync.live.SyncingUser;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import io.heddle.web.route.ClientController;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One room as it is, as it was when the user left, or previewed by somebody who was never in it.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidinitialsync
@ClientController
class RoomInitialSyncController {
    private static final int MAX_LIMIT = 100;

    private final LiveSync live;
    private final RoomAccess access;
    private final Rooms rooms;
    private final Timelines timelines;
    private final RoomSnapshots snapshots;
    private final AccountDataStore accountData;
    private final Receipts receipts;
    private final OldEvents oldEvents;
    private final ClientEvents clientEvents;

    RoomInitialSyncController(
            LiveSync live,
            RoomAccess access,
            Rooms rooms,
            Timelines timelines,
            RoomSnapshots snapshots,
            AccountDataStore accountData,
            Receipts receipts,
            OldEvents oldEvents,
            ClientEvents clientEvents) {
        this.live = live;
        this.access = access;
        this.rooms = rooms;
        this.timelines = timelines;
        this.snapshots = snapshots;
        this.accountData = accountData;
        this.receipts = receipts;
        this.oldEvents = oldEvents;
        this.clientEvents = clientEvents;
    }

    @GuestsAllowed
    @GetMapping("/rooms/{roomId}/initialSync")
    ObjectNode initialSync(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestParam(defaultValue = "10") int limit) {
        if (limit < 0) {
            throw MatrixException.invalidParam("limit must not be negative");
        }
        SyncingUser user = live.acquire(requester.userId());
        try {
            SyncToken now = live.now(user, null).token();
            RoomView view = access.read(roomId, requester.userId());
            return snapshot(requester, view, now, Math.min(limit, MAX_LIMIT));
        } finally {
            live.release(user);
        }
    }

    private ObjectNode snapshot(Requester requester, RoomView view, SyncToken now, int limit) {
        long room = view.room().nid();
        long last =
                timelines.at(List.of(room), now.position(StreamName.EVENTS)).getOrDefault(room, 0L);
        long place = Math.min(view.upTo(), last);
        Snapshot read =
                Objects.requireNonNull(
                        snapshots.read(requester.userId(), Map.of(room, place), limit).get(room));
        EventReader reader = EventReader.of(requester).withoutAggregations();
        Map<String, List<ObjectNode>> formatted =
                clientEvents.formatLists(
                        Map.of("messages", read.timeline().events(), "state", read.state()),
                        reader);
        formatted.values().forEach(OldEvents::named);
        ObjectNode answer = Json.object().put("room_id", view.room().id().value());
        if (view.history().lastJoined() != null) {
            answer.put("membership", view.membership());
        }
        answer.put(
                "visibility", rooms.publishedAmong(List.of(room)).isEmpty() ? "private" : "public");
        ObjectNode messages = answer.putObject("messages");
        messages.put("start", read.timeline().prevBatch());
        messages.put("end", view.isCurrent() ? now.toString() : new RoomToken(place).toString());
        messages.putArray("chunk").addAll(formatted.getOrDefault("messages", List.of()));
        answer.putArray("state").addAll(formatted.getOrDefault("state", List.of()));
        putOwn(answer, requester, view, now);
        return answer;
    }

    private void putOwn(ObjectNode answer, Requester requester, RoomView view, SyncToken now) {
        long room = view.room().nid();
        ArrayNode data = answer.putArray("account_data");
        accountData
                .ofRooms(requester.userId(), List.of(room), now.position(StreamName.ACCOUNT_DATA))
                .stream()
                .map(OldEvents::accountData)
                .forEach(data::add);
        ArrayNode presence = answer.putArray("presence");
        ArrayNode read = answer.putArray("receipts");
        if (view.isCurrent()) {
            if (view.isJoined()) {
                presence.addAll(oldEvents.presenceIn(room));
            }
            read.addAll(
                    OldEvents.receipts(
                            Map.of(room, view.room().id().value()),
                            receipts.changed(
                                    List.of(room),
                                    requester.userId().value(),
                                    0,
                                    now.position(StreamName.RECEIPTS))));
        }
    }
}
