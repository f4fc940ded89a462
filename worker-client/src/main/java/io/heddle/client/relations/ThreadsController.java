package io.heddle.client.relations;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.accountdata.IgnoredUsers;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.RoomTokens;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.relation.RelatedEvents;
import io.heddle.storage.relation.RelatedEvents.Thread;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomView;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidthreads
@RestController
class ThreadsController {
    private static final int MAX_LIMIT = 100;
    private static final String TOKEN = "n";

    private final RoomAccess access;
    private final RoomTokens tokens;
    private final RelatedEvents related;
    private final Events events;
    private final IgnoredUsers ignoredUsers;
    private final ClientEvents clientEvents;

    ThreadsController(
            RoomAccess access,
            RoomTokens tokens,
            RelatedEvents related,
            Events events,
            IgnoredUsers ignoredUsers,
            ClientEvents clientEvents) {
        this.access = access;
        this.tokens = tokens;
        this.related = related;
        this.events = events;
        this.ignoredUsers = ignoredUsers;
        this.clientEvents = clientEvents;
    }

    @GetMapping({
        "/_matrix/client/v1/rooms/{roomId}/threads",
        "/_matrix/client/unstable/org.matrix.msc3856/rooms/{roomId}/threads"
    })
    ObjectNode threads(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestParam(defaultValue = "all") String include,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(required = false) @Nullable String from) {
        UserId participant = participant(include, requester.userId());
        if (limit <= 0) {
            throw MatrixException.invalidParam("limit must be greater than zero");
        }
        long start = start(from);
        RoomView view = access.read(roomId, requester.userId());
        long nid = view.room().nid();
        Long asOf = view.isCurrent() ? null : tokens.numberAt(nid, view.upTo());
        Set<String> ignored = ignoredUsers.of(requester.userId());
        int page = Math.min(limit, MAX_LIMIT);
        List<Thread> found = related.threads(nid, start, asOf, ignored, participant, page + 1);
        List<Thread> shown = found.stream().limit(page).toList();
        ObjectNode answer = Json.object();
        answer.putArray("chunk")
                .addAll(
                        clientEvents.formatAll(
                                roots(view, shown, ignored), EventReader.of(requester)));
        if (found.size() > page) {
            answer.put("next_batch", TOKEN + (shown.getLast().latestNid() - 1));
        }
        return answer;
    }

    private static @Nullable UserId participant(String include, UserId user) {
        return switch (include) {
            case "all" -> null;
            case "participated" -> user;
            default -> throw MatrixException.invalidParam("include must be all or participated");
        };
    }

    private static long start(@Nullable String from) {
        if (from == null || from.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!from.matches(TOKEN + "-?[0-9]{1,18}")) {
            throw MatrixException.invalidParam("Not a token of this server");
        }
        return Long.parseLong(from.substring(TOKEN.length()));
    }

    /// Roots by ignored users are shown as if they were redacted.
    private List<StoredEvent> roots(RoomView view, List<Thread> threads, Set<String> ignored) {
        Map<EventId, StoredEvent> found =
                events.findAll(threads.stream().map(Thread::root).toList());
        return threads.stream()
                .map(thread -> found.get(thread.root()))
                .filter(Objects::nonNull)
                .filter(root -> root.isShown() && view.history().canSee(root))
                .map(root -> ignored.contains(root.pdu().sender().value()) ? redacted(root) : root)
                .toList();
    }

    private static StoredEvent redacted(StoredEvent root) {
        return new StoredEvent(
                root.nid(),
                root.roomNid(),
                root.roomPosition(),
                root.pdu().redacted(),
                root.redactedBy(),
                root.threadRoot(),
                root.softFailed(),
                root.rejected());
    }
}
