package io.heddle.main.push;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.push.NotificationLog;
import io.heddle.storage.push.NotificationLog.Notification;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import io.heddle.web.route.ClientController;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /notifications`. The token for the next page is the number of the last event.
/// https://spec.matrix.org/v1.19/client-server-api/#listing-notifications
@ClientController
class NotificationsController {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    private final NotificationLog log;
    private final Events events;
    private final Rooms rooms;
    private final ClientEvents format;

    NotificationsController(NotificationLog log, Events events, Rooms rooms, ClientEvents format) {
        this.log = log;
        this.events = events;
        this.rooms = rooms;
        this.format = format;
    }

    @GetMapping("/notifications")
    ObjectNode list(
            Requester requester,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String only) {
        int count = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        List<Notification> found =
                log.newest(requester.userId(), position(from), "highlight".equals(only), count);
        List<StoredEvent> stored =
                events.inOrder(found.stream().map(Notification::eventNid).toList());
        Map<Long, Notification> byNid = new HashMap<>();
        found.forEach(notification -> byNid.put(notification.eventNid(), notification));
        Map<Long, Room> known =
                rooms.findAll(
                        stored.stream().map(StoredEvent::roomNid).collect(Collectors.toSet()));
        List<ObjectNode> formatted =
                format.formatAll(
                        stored, EventReader.of(requester).withoutRoomId().withoutAggregations());
        ArrayNode list = Json.array();
        for (int i = 0; i < stored.size(); i++) {
            StoredEvent event = stored.get(i);
            list.add(
                    notification(
                            event,
                            formatted.get(i),
                            java.util.Objects.requireNonNull(byNid.get(event.nid())),
                            java.util.Objects.requireNonNull(known.get(event.roomNid()))));
        }
        ObjectNode answer = Json.object();
        answer.set("notifications", list);
        if (found.size() == count) {
            answer.put("next_token", Long.toString(found.getLast().eventNid()));
        }
        return answer;
    }

    private static ObjectNode notification(
            StoredEvent event, ObjectNode json, Notification notification, Room room) {
        ArrayNode actions = Json.array().add("notify");
        if (notification.highlight()) {
            actions.add(Json.object().put("set_tweak", "highlight"));
        }
        ObjectNode entry = Json.object();
        entry.set("actions", actions);
        entry.set("event", json);
        entry.putNull("profile_tag");
        entry.put("read", notification.read())
                .put("room_id", room.id().value())
                .put("ts", event.pdu().originServerTs());
        return entry;
    }

    private static long position(@Nullable String from) {
        if (from == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(from);
        } catch (NumberFormatException e) {
            throw MatrixException.invalidParam("from is not a token of this endpoint");
        }
    }
}
