package io.heddle.sync.legacy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.Presences;
import io.heddle.replication.stream.RoomToken;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.accountdata.AccountDataStore;
import io.heddle.storage.accountdata.AccountDataStore.Entry;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.event.Timelines;
import io.heddle.storage.push.PushRuleStore;
import io.heddle.storage.receipt.Receipts;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.MembershipHistory;
import io.heddle.storage.room.MembershipHistory.InRoom;
import io.heddle.storage.room.RoomHistories;
import io.heddle.storage.room.Rooms;
import io.heddle.sync.legacy.RoomSnapshots.Snapshot;
import io.heddle.sync.live.InitialSyncs;
import io.heddle.sync.live.LiveSync;
import io.heddle.sync.live.SyncingUser;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import io.heddle.web.route.ClientController;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3initialsync
@ClientController
class InitialSyncController {
    private static final int MAX_LIMIT = 100;
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final LiveSync live;
    private final InitialSyncs initialSyncs;
    private final MembershipHistory memberships;
    private final Rooms rooms;
    private final RoomHistories histories;
    private final Timelines timelines;
    private final Events events;
    private final RoomSnapshots snapshots;
    private final AccountDataStore accountData;
    private final PushRuleStore pushRules;
    private final Receipts receipts;
    private final Presences presences;
    private final OldEvents oldEvents;
    private final ClientEvents clientEvents;

    InitialSyncController(
            LiveSync live,
            InitialSyncs initialSyncs,
            MembershipHistory memberships,
            Rooms rooms,
            RoomHistories histories,
            Timelines timelines,
            Events events,
            RoomSnapshots snapshots,
            AccountDataStore accountData,
            PushRuleStore pushRules,
            Receipts receipts,
            Presences presences,
            OldEvents oldEvents,
            ClientEvents clientEvents) {
        this.live = live;
        this.initialSyncs = initialSyncs;
        this.memberships = memberships;
        this.rooms = rooms;
        this.histories = histories;
        this.timelines = timelines;
        this.events = events;
        this.snapshots = snapshots;
        this.accountData = accountData;
        this.pushRules = pushRules;
        this.receipts = receipts;
        this.presences = presences;
        this.oldEvents = oldEvents;
        this.clientEvents = clientEvents;
    }

    @GetMapping("/initialSync")
    ObjectNode initialSync(
            Requester requester,
            @RequestParam(defaultValue = "10") int limit,
            @RequestParam(defaultValue = "false") boolean archived) {
        if (limit < 0) {
            throw MatrixException.invalidParam("limit must not be negative");
        }
        return initialSyncs.run(() -> answer(requester, Math.min(limit, MAX_LIMIT), archived));
    }

    private ObjectNode answer(Requester requester, int limit, boolean archived) {
        presences.seen(requester.userId(), requester.deviceId(), Presences.ONLINE, GRACE);
        SyncingUser user = live.acquire(requester.userId());
        try {
            SyncToken now = live.now(user, null).token();
            return snapshot(requester, now, limit, archived);
        } finally {
            live.release(user);
        }
    }

    private ObjectNode snapshot(Requester requester, SyncToken now, int limit, boolean archived) {
        UserId user = requester.userId();
        List<InRoom> shown = rooms(user, now, archived);
        Map<Long, String> joined =
                shown.stream()
                        .filter(room -> room.membership().equals(Membership.JOIN))
                        .collect(Collectors.toMap(InRoom::roomNid, room -> room.roomId().value()));
        List<Entry> data = accountData.changed(user, 0, now.position(StreamName.ACCOUNT_DATA));
        ObjectNode answer = Json.object();
        answer.put("end", now.toString());
        answer.putArray("rooms").addAll(roomInfos(requester, shown, data, now, limit));
        answer.putArray("presence").addAll(oldEvents.presenceFor(user.value(), joined.keySet()));
        answer.putArray("receipts")
                .addAll(
                        OldEvents.receipts(
                                joined,
                                receipts.changed(
                                        joined.keySet(),
                                        user.value(),
                                        0,
                                        now.position(StreamName.RECEIPTS))));
        ArrayNode global = answer.putArray("account_data");
        data.stream()
                .filter(entry -> entry.roomNid() == null)
                .map(OldEvents::accountData)
                .forEach(global::add);
        global.addObject()
                .put("type", "m.push_rules")
                .set("content", pushRules.of(user).toJson(user));
        return answer;
    }

    private List<InRoom> rooms(UserId user, SyncToken now, boolean archived) {
        List<String> wanted = new ArrayList<>(List.of(Membership.JOIN, Membership.INVITE));
        if (archived) {
            wanted.addAll(List.of(Membership.LEAVE, Membership.BAN));
        }
        return memberships.rooms(user, wanted).stream()
                .filter(room -> room.eventNid() <= now.position(StreamName.EVENTS))
                .toList();
    }

    private List<ObjectNode> roomInfos(
            Requester requester, List<InRoom> shown, List<Entry> data, SyncToken now, int limit) {
        Map<Long, Snapshot> read =
                snapshots.read(requester.userId(), places(requester, shown, now), limit);
        Map<Long, StoredEvent> invites =
                events.byNids(
                        shown.stream()
                                .filter(room -> room.membership().equals(Membership.INVITE))
                                .map(InRoom::eventNid)
                                .toList());
        Set<Long> published = rooms.publishedAmong(shown.stream().map(InRoom::roomNid).toList());
        EventReader reader = EventReader.of(requester).withoutAggregations();
        Map<String, List<ObjectNode>> formatted = format(read, invites, reader);
        List<ObjectNode> infos = new ArrayList<>();
        for (InRoom room : shown) {
            ObjectNode info = Json.object();
            info.put("room_id", room.roomId().value()).put("membership", room.membership());
            info.put("visibility", published.contains(room.roomNid()) ? "public" : "private");
            if (room.membership().equals(Membership.INVITE)) {
                info.put("inviter", room.sender());
                formatted
                        .getOrDefault("invite " + room.eventNid(), List.of())
                        .forEach(invite -> info.set("invite", invite));
            }
            Snapshot snapshot = read.get(room.roomNid());
            if (snapshot != null) {
                putMessages(info, snapshot, formatted, room, now);
                ArrayNode own = info.putArray("account_data");
                data.stream()
                        .filter(entry -> Objects.equals(entry.roomNid(), room.roomNid()))
                        .map(OldEvents::accountData)
                        .forEach(own::add);
            }
            infos.add(info);
        }
        return infos;
    }

    private Map<String, List<ObjectNode>> format(
            Map<Long, Snapshot> read, Map<Long, StoredEvent> invites, EventReader reader) {
        Map<String, List<StoredEvent>> lists = new HashMap<>();
        read.forEach((room, snapshot) -> {
            lists.put("messages " + room, snapshot.timeline().events());
            lists.put("state " + room, snapshot.state());
        });
        invites.forEach((nid, invite) -> lists.put("invite " + nid, List.of(invite)));
        Map<String, List<ObjectNode>> formatted = clientEvents.formatLists(lists, reader);
        formatted.values().forEach(OldEvents::named);
        return formatted;
    }

    private static void putMessages(
            ObjectNode info,
            Snapshot snapshot,
            Map<String, List<ObjectNode>> formatted,
            InRoom room,
            SyncToken now) {
        boolean joined = room.membership().equals(Membership.JOIN);
        ObjectNode messages = info.putObject("messages");
        messages.put("start", snapshot.timeline().prevBatch());
        messages.put(
                "end",
                joined ? now.toString() : new RoomToken(snapshot.timeline().end()).toString());
        messages.putArray("chunk")
                .addAll(Objects.requireNonNull(formatted.get("messages " + room.roomNid())));
        info.putArray("state")
                .addAll(Objects.requireNonNull(formatted.get("state " + room.roomNid())));
    }

    /// Up to where each room is shown: now, or where the user left it.
    private Map<Long, Long> places(Requester requester, List<InRoom> shown, SyncToken now) {
        List<Long> joined =
                shown.stream()
                        .filter(room -> room.membership().equals(Membership.JOIN))
                        .map(InRoom::roomNid)
                        .toList();
        Map<Long, Long> places =
                new HashMap<>(timelines.at(joined, now.position(StreamName.EVENTS)));
        List<Long> left =
                shown.stream()
                        .filter(room ->
                                room.membership().equals(Membership.LEAVE)
                                        || room.membership().equals(Membership.BAN))
                        .map(InRoom::roomNid)
                        .toList();
        histories
                .of(left, requester.userId())
                .forEach((room, history) -> {
                    Long last = history.lastJoined();
                    if (last != null) {
                        places.put(room, last + 1);
                    }
                });
        return places;
    }
}
