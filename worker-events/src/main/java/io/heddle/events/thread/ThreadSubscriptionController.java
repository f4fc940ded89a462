package io.heddle.events.thread;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.event.Relation;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.VisibleEvents;
import io.heddle.storage.thread.ThreadSubscription;
import io.heddle.storage.thread.ThreadSubscriptions;
import io.heddle.storage.thread.ThreadSubscriptions.Outcome;
import io.heddle.web.auth.Requester;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A user's subscription of a thread.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4306
@RestController
@ConditionalOnProperty(
        name = "homeserver.experimental-features.msc4306-enabled",
        havingValue = "true")
class ThreadSubscriptionController {
    private static final String PATH =
            "/_matrix/client/unstable/io.element.msc4306/rooms/{roomId}/thread/{rootId}/subscription";
    private static final String PREFIX = "IO.ELEMENT.MSC4306.";

    private final ThreadSubscriptions subscriptions;
    private final VisibleEvents events;

    ThreadSubscriptionController(ThreadSubscriptions subscriptions, VisibleEvents events) {
        this.subscriptions = subscriptions;
        this.events = events;
    }

    @GetMapping(PATH)
    ObjectNode get(Requester requester, @PathVariable RoomId roomId, @PathVariable EventId rootId) {
        StoredEvent root = root(requester, roomId, rootId);
        boolean automatic =
                subscriptions
                        .find(requester.userId(), root.roomNid(), rootId)
                        .filter(ThreadSubscription::subscribed)
                        .orElseThrow(() ->
                                MatrixException.notFound("You are not subscribed to this thread"))
                        .automatic();
        return Json.object().put("automatic", automatic);
    }

    @PutMapping(PATH)
    ObjectNode put(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable EventId rootId,
            @RequestBody ObjectNode body) {
        EventId causeId = cause(body);
        StoredEvent root = root(requester, roomId, rootId);
        StoredEvent cause = causeId == null ? null : cause(requester, roomId, rootId, causeId);
        Outcome outcome =
                subscriptions.subscribe(requester.userId(), root.roomNid(), rootId, cause);
        return switch (outcome) {
            case DONE -> Json.object();
            case CONFLICT ->
                    throw new MatrixException(
                            409,
                            PREFIX + "M_CONFLICTING_UNSUBSCRIPTION",
                            "You unsubscribed from this thread after that event");
        };
    }

    @DeleteMapping(PATH)
    ObjectNode delete(
            Requester requester, @PathVariable RoomId roomId, @PathVariable EventId rootId) {
        StoredEvent root = root(requester, roomId, rootId);
        subscriptions.unsubscribe(requester.userId(), root.roomNid(), rootId);
        return Json.object();
    }

    private StoredEvent root(Requester requester, RoomId roomId, EventId rootId) {
        return events.get(roomId, rootId, requester.userId());
    }

    private static @Nullable EventId cause(ObjectNode body) {
        JsonNode automatic = body.get("automatic");
        if (automatic == null || automatic.isNull()) {
            return null;
        }
        if (!automatic.isString() || !EventId.isValid(automatic.stringValue())) {
            throw MatrixException.badJson("automatic must be an event id");
        }
        return new EventId(automatic.stringValue());
    }

    private StoredEvent cause(Requester requester, RoomId roomId, EventId rootId, EventId causeId) {
        StoredEvent cause = events.get(roomId, causeId, requester.userId());
        Relation relation = Relation.of(cause.pdu().content());
        if (relation == null || !relation.isThread() || !relation.parent().equals(rootId)) {
            throw new MatrixException(
                    400, PREFIX + "M_NOT_IN_THREAD", "The event is not in the thread");
        }
        return cause;
    }
}
