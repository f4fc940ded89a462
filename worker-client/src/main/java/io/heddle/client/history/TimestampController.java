package io.heddle.client.history;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomView;
import io.heddle.web.auth.Requester;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidtimestamp_to_event
@RestController
class TimestampController {
    private final RoomAccess access;
    private final EventsByTime eventsByTime;

    TimestampController(RoomAccess access, EventsByTime eventsByTime) {
        this.access = access;
        this.eventsByTime = eventsByTime;
    }

    @GetMapping({
        "/_matrix/client/v1/rooms/{roomId}/timestamp_to_event",
        "/_matrix/client/unstable/org.matrix.msc3030/rooms/{roomId}/timestamp_to_event"
    })
    ObjectNode closest(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestParam long ts,
            @RequestParam(required = false) @Nullable String dir) {
        Direction direction = Direction.parse(dir);
        RoomView view = access.read(roomId, requester.userId());
        return eventsByTime
                .closest(view, ts, direction)
                .map(event ->
                        Json.object()
                                .put("event_id", event.eventId().value())
                                .put("origin_server_ts", event.pdu().originServerTs()))
                .orElseThrow(() ->
                        MatrixException.notFound("There is no event in this direction from " + ts));
    }
}
