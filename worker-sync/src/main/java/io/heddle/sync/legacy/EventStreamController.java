package io.heddle.sync.legacy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.replication.call.Presences;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.room.RoomAccess;
import io.heddle.sync.legacy.EventStream.Chunk;
import io.heddle.sync.live.LiveSync;
import io.heddle.sync.live.LiveSync.Moment;
import io.heddle.sync.live.SyncingUser;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// The event stream of all of a user's rooms, or with `room_id` of one room, which may be one that anybody may preview.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3events
@ClientController
class EventStreamController {
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final LiveSync live;
    private final EventStream stream;
    private final RoomAccess access;
    private final Presences presences;

    EventStreamController(
            LiveSync live, EventStream stream, RoomAccess access, Presences presences) {
        this.live = live;
        this.stream = stream;
        this.access = access;
        this.presences = presences;
    }

    @GuestsAllowed
    @GetMapping("/events")
    ObjectNode events(
            Requester requester,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(defaultValue = "30000") long timeout,
            @RequestParam(name = "room_id", required = false) @Nullable RoomId roomId) {
        if (requester.guest() && roomId == null) {
            throw MatrixException.missingParam("room_id");
        }
        SyncToken since = from == null || from.isEmpty() ? null : SyncToken.parse(from);
        Duration patience = Duration.ofMillis(Math.clamp(timeout, 0, MAX_TIMEOUT.toMillis()));
        presences.seen(
                requester.userId(), requester.deviceId(), Presences.ONLINE, patience.plus(GRACE));
        SyncingUser user = live.acquire(requester.userId());
        try {
            return roomId == null
                    ? await(requester, user, since, patience, null)
                    : preview(requester, user, since, patience, roomId);
        } finally {
            live.release(user);
        }
    }

    private ObjectNode preview(
            Requester requester,
            SyncingUser user,
            @Nullable SyncToken since,
            Duration patience,
            RoomId roomId) {
        access.read(roomId, requester.userId());
        live.watch(user, roomId.value());
        try {
            return await(requester, user, since, patience, roomId);
        } finally {
            live.unwatch(user, roomId.value());
        }
    }

    private ObjectNode await(
            Requester requester,
            SyncingUser user,
            @Nullable SyncToken from,
            Duration patience,
            @Nullable RoomId roomId) {
        long deadline = System.nanoTime() + patience.toNanos();
        Moment moment = live.now(user, from);
        SyncToken since = from == null ? moment.token() : from;
        while (true) {
            Chunk chunk = stream.read(requester, user, since, moment, roomId);
            if (!chunk.events().isEmpty()
                    || !chunk.complete()
                    || live.closing()
                    || System.nanoTime() >= deadline) {
                return chunk.toJson(since);
            }
            live.await(user, moment.token(), deadline);
            moment = live.now(user, since);
        }
    }
}
