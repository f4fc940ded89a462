package io.heddle.sync.legacy;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.ephemeral.TypingUsers;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.accountdata.AccountDataStore;
import io.heddle.storage.accountdata.AccountDataStore.Entry;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.event.Timelines;
import io.heddle.storage.receipt.Receipts;
import io.heddle.storage.room.HistoryVisibility;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomAccess;
import io.heddle.sync.live.LiveSync.Moment;
import io.heddle.sync.live.SyncingUser;
import io.heddle.sync.live.UserRoom;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// What happened between two tokens, event by event in the order in which it came. A chunk is bounded, and its end is a
/// token from which to go on.
@Component
class EventStream {
    private static final int LIMIT = 100;
    private static final long MAX_SCAN = 50_000;

    private final Timelines timelines;
    private final Events events;
    private final HistoryVisibility visibility;
    private final RoomAccess access;
    private final TypingUsers typing;
    private final Receipts receipts;
    private final AccountDataStore accountData;
    private final OldEvents oldEvents;
    private final ClientEvents clientEvents;

    EventStream(
            Timelines timelines,
            Events events,
            HistoryVisibility visibility,
            RoomAccess access,
            TypingUsers typing,
            Receipts receipts,
            AccountDataStore accountData,
            OldEvents oldEvents,
            ClientEvents clientEvents) {
        this.timelines = timelines;
        this.events = events;
        this.visibility = visibility;
        this.access = access;
        this.typing = typing;
        this.receipts = receipts;
        this.accountData = accountData;
        this.oldEvents = oldEvents;
        this.clientEvents = clientEvents;
    }

    /// @param complete everything up to now is in it
    record Chunk(List<ObjectNode> events, SyncToken end, boolean complete) {
        ObjectNode toJson(SyncToken start) {
            ObjectNode json = Json.object();
            json.put("start", start.toString()).put("end", end.toString());
            json.putArray("chunk").addAll(events);
            return json;
        }
    }

    /// @param only the one room that is wanted, null for all that the user is in
    Chunk read(
            Requester requester,
            SyncingUser user,
            SyncToken since,
            Moment moment,
            @Nullable RoomId only) {
        Map<Long, String> rooms = rooms(requester, moment, only);
        long from = since.position(StreamName.EVENTS);
        long now = moment.token().position(StreamName.EVENTS);
        long to = Math.min(now, from + MAX_SCAN);
        List<Long> found =
                from >= to
                        ? List.of()
                        : timelines.between(
                                rooms.keySet(),
                                only == null ? requester.userId().value() : "",
                                from,
                                to,
                                LIMIT);
        boolean more = found.size() == LIMIT || to < now;
        long end = found.size() == LIMIT ? found.getLast() : to;
        List<ObjectNode> chunk = new ArrayList<>(formatted(found, requester));
        SyncToken token = moment.token().with(StreamName.EVENTS, Math.max(from, end));
        chunk.addAll(ephemeral(rooms, requester, user, since, token));
        if (only == null) {
            chunk.addAll(presence(user, since, token));
            chunk.addAll(accountData(rooms, user, since, token));
        }
        return new Chunk(chunk, token, !more);
    }

    private Map<Long, String> rooms(Requester requester, Moment moment, @Nullable RoomId only) {
        if (only != null) {
            Room room = access.read(only, requester.userId()).room();
            return Map.of(room.nid(), room.id().value());
        }
        return moment.rooms().joined().stream()
                .collect(Collectors.toMap(UserRoom::roomNid, room -> room.roomId().value()));
    }

    private List<ObjectNode> formatted(List<Long> found, Requester requester) {
        Map<Long, List<StoredEvent>> byRoom = new HashMap<>();
        List<StoredEvent> outside = new ArrayList<>();
        for (StoredEvent event : events.inOrder(found)) {
            if (event.roomPosition() == null) {
                outside.add(event);
            } else {
                byRoom.computeIfAbsent(event.roomNid(), room -> new ArrayList<>()).add(event);
            }
        }
        List<StoredEvent> seen = new ArrayList<>(outside);
        visibility.filterAll(byRoom, requester.userId()).values().forEach(seen::addAll);
        seen.sort(Comparator.comparingLong(StoredEvent::nid));
        return OldEvents.named(
                clientEvents.formatAll(seen, EventReader.of(requester).withoutAggregations()));
    }

    private List<ObjectNode> ephemeral(
            Map<Long, String> rooms,
            Requester requester,
            SyncingUser user,
            SyncToken since,
            SyncToken now) {
        List<ObjectNode> news = new ArrayList<>();
        if (user.mayHaveNews(StreamName.TYPING, since.position(StreamName.TYPING))) {
            rooms.values()
                    .forEach(room -> {
                        TypingUsers.Typing last = typing.in(room);
                        if (last.position() > since.position(StreamName.TYPING)) {
                            news.add(OldEvents.typing(room, last.userIds()));
                        }
                    });
        }
        if (user.mayHaveNews(StreamName.RECEIPTS, since.position(StreamName.RECEIPTS))) {
            news.addAll(
                    OldEvents.receipts(
                            rooms,
                            receipts.changed(
                                    rooms.keySet(),
                                    requester.userId().value(),
                                    since.position(StreamName.RECEIPTS),
                                    now.position(StreamName.RECEIPTS))));
        }
        return news;
    }

    private List<ObjectNode> presence(SyncingUser user, SyncToken since, SyncToken now) {
        List<StreamRow.Presence> news =
                user.presenceBetween(
                        since.position(StreamName.PRESENCE), now.position(StreamName.PRESENCE));
        return news == null ? List.of() : news.stream().map(oldEvents::presence).toList();
    }

    /// What clients keep, of the whole account and of the rooms.
    private List<ObjectNode> accountData(
            Map<Long, String> rooms, SyncingUser user, SyncToken since, SyncToken now) {
        List<ObjectNode> news = new ArrayList<>();
        long from = since.position(StreamName.ACCOUNT_DATA);
        if (user.mayHaveNews(StreamName.ACCOUNT_DATA, from)) {
            for (Entry entry :
                    accountData.changed(user.id(), from, now.position(StreamName.ACCOUNT_DATA))) {
                ObjectNode event = OldEvents.accountData(entry);
                if (entry.roomNid() == null) {
                    news.add(event);
                } else if (rooms.get(entry.roomNid()) instanceof String room) {
                    news.add(event.put("room_id", room));
                }
            }
        }
        return news;
    }
}
