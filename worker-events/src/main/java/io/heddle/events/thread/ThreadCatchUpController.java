package io.heddle.events.thread;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.storage.thread.ThreadSubscription;
import io.heddle.storage.thread.ThreadSubscriptions;
import io.heddle.web.auth.Requester;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// Lists what changed about a user's thread subscriptions, from the newest back. A page's token is `ts` and a position.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4308
@RestController
@ConditionalOnProperty(
        name = "homeserver.experimental-features.msc4306-enabled",
        havingValue = "true")
class ThreadCatchUpController {
    private static final int MAX_LIMIT = 512;
    private static final String PREFIX = "ts";

    private final ThreadSubscriptions subscriptions;
    private final Rooms rooms;
    private final Streams streams;

    ThreadCatchUpController(ThreadSubscriptions subscriptions, Rooms rooms, Streams streams) {
        this.subscriptions = subscriptions;
        this.rooms = rooms;
        this.streams = streams;
    }

    @GetMapping("/_matrix/client/unstable/io.element.msc4308/thread_subscriptions")
    ObjectNode list(
            Requester requester,
            @RequestParam(required = false) @Nullable String dir,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "100") int limit) {
        if (dir == null) {
            throw MatrixException.missingParam("dir");
        }
        if (!dir.equals("b")) {
            throw MatrixException.invalidParam("dir must be b");
        }
        if (limit <= 0) {
            throw MatrixException.invalidParam("limit must be greater than 0");
        }
        int count = Math.min(limit, MAX_LIMIT);
        long newest =
                from == null
                        ? streams.position(StreamName.THREAD_SUBSCRIPTIONS)
                        : position("from", from);
        long oldest = to == null ? 0 : start(to);
        List<ThreadSubscription> found =
                subscriptions.changed(requester.userId(), oldest, newest, count);
        ObjectNode answer = json(found);
        if (found.size() == count) {
            answer.put("end", PREFIX + (found.getFirst().position() - 1));
        }
        return answer;
    }

    private ObjectNode json(List<ThreadSubscription> found) {
        Map<Long, Room> known =
                rooms.findAll(
                        found.stream()
                                .map(ThreadSubscription::roomNid)
                                .collect(Collectors.toSet()));
        ObjectNode answer = Json.object();
        for (ThreadSubscription entry : found) {
            Room room = known.get(entry.roomNid());
            if (room != null) {
                ObjectNode thread =
                        answer.withObjectProperty(
                                        entry.subscribed() ? "subscribed" : "unsubscribed")
                                .withObjectProperty(room.id().value())
                                .putObject(entry.rootId());
                if (entry.subscribed()) {
                    thread.put("automatic", entry.automatic());
                }
                thread.put("bump_stamp", entry.position());
            }
        }
        return answer;
    }

    /// A sync's token does as well.
    private static long start(String to) {
        return SyncToken.looksLikeOne(to)
                ? SyncToken.parse(to).position(StreamName.THREAD_SUBSCRIPTIONS)
                : position("to", to);
    }

    private static long position(String name, String token) {
        try {
            if (token.startsWith(PREFIX)) {
                return Long.parseUnsignedLong(token, PREFIX.length(), token.length(), 10);
            }
        } catch (NumberFormatException e) {
            throw MatrixException.invalidParam(name + " is not a token of this endpoint");
        }
        throw MatrixException.invalidParam(name + " is not a token of this endpoint");
    }
}
