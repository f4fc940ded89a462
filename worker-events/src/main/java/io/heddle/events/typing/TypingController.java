package io.heddle.events.typing;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.Presences;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// `PUT /rooms/{roomId}/typing/{userId}`.
/// https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidtypinguserid
@ClientController
class TypingController {
    private static final long DEFAULT_MS = 30_000;
    private static final long MAX_MS = 120_000;

    private final TypingWriter typing;
    private final Rooms rooms;
    private final Memberships memberships;
    private final Presences presences;

    TypingController(
            TypingWriter typing, Rooms rooms, Memberships memberships, Presences presences) {
        this.typing = typing;
        this.rooms = rooms;
        this.memberships = memberships;
        this.presences = presences;
    }

    record SetTyping(@Nullable Boolean typing, @Nullable Long timeout) {}

    @PutMapping("/rooms/{roomId}/typing/{userId}")
    ObjectNode set(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable UserId userId,
            @RequestBody SetTyping body) {
        requester.mustBe(userId);
        if (body.typing() == null) {
            throw MatrixException.missingParam("typing");
        }
        boolean member =
                rooms.find(roomId)
                        .map(room -> memberships.isJoined(userId, room.nid()))
                        .orElse(false);
        if (!member) {
            throw MatrixException.forbidden("You are not in this room");
        }
        if (body.typing()) {
            long timeout =
                    body.timeout() == null ? DEFAULT_MS : Math.clamp(body.timeout(), 0, MAX_MS);
            typing.start(roomId.value(), userId.value(), Duration.ofMillis(timeout));
            presences.active(userId);
        } else {
            typing.stop(roomId.value(), userId.value());
        }
        return Json.object();
    }
}
