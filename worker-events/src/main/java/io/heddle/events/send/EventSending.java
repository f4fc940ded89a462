package io.heddle.events.send;

import io.heddle.events.membership.MembershipService;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.storage.event.Events;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.usage.ServerLimits;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// What clients may send beyond what the room's rules say; those are the room writer's.
@Service
public class EventSending {
    private static final String MEMBER = "m.room.member";
    private static final String REDACTION = "m.room.redaction";
    private static final String CANONICAL_ALIAS = "m.room.canonical_alias";

    private final RoomWriter writer;
    private final Rooms rooms;
    private final Events events;
    private final MembershipService memberships;
    private final CanonicalAliases aliases;
    private final RateLimiter limiter;
    private final ServerLimits serverLimits;

    EventSending(
            RoomWriter writer,
            Rooms rooms,
            Events events,
            MembershipService memberships,
            CanonicalAliases aliases,
            RateLimiter limiter,
            ServerLimits serverLimits) {
        this.writer = writer;
        this.rooms = rooms;
        this.events = events;
        this.memberships = memberships;
        this.aliases = aliases;
        this.limiter = limiter;
        this.serverLimits = serverLimits;
    }

    EventId send(Requester requester, RoomId roomId, EventDraft draft) {
        checkSuspension(requester, draft);
        serverLimits.check(requester);
        limiter.check(limit(draft), requester);
        requireRoom(roomId);
        return writer.send(roomId, draft);
    }

    private void checkSuspension(Requester requester, EventDraft draft) {
        if (requester.suspended() && !isOwnRedaction(draft)) {
            requester.mustNotBeSuspended();
        }
    }

    /// Cleaning up after others may be allowed more often than writing.
    private Limit limit(EventDraft draft) {
        return limiter.isSet(Limit.ADMIN_REDACTION)
                        && draft.type().equals(REDACTION)
                        && !isOwnRedaction(draft)
                ? Limit.ADMIN_REDACTION
                : Limit.MESSAGE;
    }

    EventId sendState(Requester requester, RoomId roomId, EventDraft draft) {
        if (draft.type().equals(MEMBER)) {
            return memberships.put(requester, roomId, user(draft), draft);
        }
        requester.mustNotBeSuspended();
        serverLimits.check(requester);
        limiter.check(Limit.MESSAGE, requester);
        return sendOtherState(roomId, draft);
    }

    private EventId sendOtherState(RoomId roomId, EventDraft draft) {
        Room room = requireRoom(roomId);
        switch (draft.type()) {
            case CANONICAL_ALIAS -> aliases.check(room, draft.content());
            case ImagePacks.TYPE -> ImagePacks.check(draft.content());
            default -> {}
        }
        return writer.send(roomId, draft);
    }

    /// Sends an event whose time has come. It was counted when it was scheduled.
    public EventId sendDelayed(Requester requester, RoomId roomId, EventDraft draft) {
        checkSuspension(requester, draft);
        if (draft.stateKey() == null) {
            return writer.send(roomId, draft);
        }
        return draft.type().equals(MEMBER)
                ? memberships.put(requester, roomId, user(draft), draft)
                : sendOtherState(roomId, draft);
    }

    /// Whether a room exists is told to its members only.
    private Room requireRoom(RoomId roomId) {
        return rooms.find(roomId)
                .orElseThrow(() -> MatrixException.forbidden("You are not in this room"));
    }

    /// Suspended users may still take back what they said.
    /// https://spec.matrix.org/v1.19/client-server-api/#account-suspension
    private boolean isOwnRedaction(EventDraft draft) {
        EventId target = draft.type().equals(REDACTION) ? target(draft) : null;
        return target != null
                && events.find(target)
                        .map(event -> event.pdu().sender().equals(draft.sender()))
                        .orElse(false);
    }

    private static @Nullable EventId target(EventDraft draft) {
        if (draft.redacts() != null) {
            return draft.redacts();
        }
        String named = Json.string(draft.content(), "redacts");
        return named != null && EventId.isValid(named) ? new EventId(named) : null;
    }

    private static UserId user(EventDraft draft) {
        String key = draft.stateKey();
        if (key == null || !UserId.isValid(key)) {
            throw MatrixException.invalidParam("The state key of a membership is a user id");
        }
        return new UserId(key);
    }
}
