package io.heddle.events.room;

import io.heddle.protocol.auth.AuthEventSelection;
import io.heddle.protocol.auth.AuthResult;
import io.heddle.protocol.auth.EventAuthorizer;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.EventBuilder;
import io.heddle.protocol.event.EventIds;
import io.heddle.protocol.event.InvalidEventException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.replication.call.EventDraft;
import io.heddle.storage.event.Events;
import io.heddle.storage.keys.ServerKeys;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Makes events of drafts: references to what came before and to what allows them, hash, signature, authorisation.
@Component
class EventFactory {
    private final ServerKeys keys;
    private final Clock clock;
    private final Events events;

    EventFactory(ServerKeys keys, Clock clock, Events events) {
        this.keys = keys;
        this.clock = clock;
        this.events = events;
    }

    /// The event that starts a room.
    Pdu create(RoomVersion version, RoomId wanted, EventDraft draft) {
        ObjectNode content = Json.object();
        content.setAll(draft.content());
        content.put("room_version", version.id());
        if (version.auth().creatorInContent()) {
            content.put("creator", draft.sender().value());
        }
        Pdu event =
                build(
                        builder(version, draft)
                                .stateKey("")
                                .roomId(version.roomIdIsCreateHash() ? null : wanted)
                                .content(content));
        require(EventAuthorizer.authorize(event, key -> null));
        return event;
    }

    /// The event that goes on from a draft of a room. Fails with 403 when the room does not allow it.
    Pdu next(RoomDraft room, EventDraft draft) {
        RoomVersion version = room.room().version();
        ObjectNode content = contentFor(version, draft);
        Set<StateKey> authKeys =
                AuthEventSelection.keysFor(
                        draft.type(), draft.stateKey(), draft.sender(), content, version);
        room.prefetch(authKeys);
        List<Pdu> authEvents = authKeys.stream().map(room::state).filter(Objects::nonNull).toList();
        List<EventId> previous = room.previous();
        EventBuilder builder =
                builder(version, draft)
                        .stateKey(draft.stateKey())
                        .roomId(room.room().id())
                        .content(content)
                        .redacts(redacts(draft))
                        .prevEvents(previous)
                        .authEvents(authEvents.stream().map(Pdu::eventId).toList())
                        .depth(room.nextDepth());
        if (!version.eventFormat().isHashed()) {
            builder.referenceHashes(referenceHashes(room, previous, authEvents));
        }
        Pdu event = build(builder);
        require(EventAuthorizer.authorize(event, room::state));
        return event;
    }

    private EventBuilder builder(RoomVersion version, EventDraft draft) {
        Long claimed = draft.originServerTs();
        return new EventBuilder(version)
                .type(draft.type())
                .sender(draft.sender())
                .originServerTs(claimed != null ? claimed : clock.millis())
                .sticky(draft.stickyMs());
    }

    private Pdu build(EventBuilder builder) {
        try {
            return builder.build(keys.serverName(), keys.signingKey());
        } catch (InvalidEventException e) {
            String message = String.valueOf(e.getMessage());
            throw e.errcode().equals("M_TOO_LARGE")
                    ? MatrixException.tooLarge(message)
                    : MatrixException.badJson(message);
        }
    }

    /// What a redaction names in its content goes to where the room version wants it.
    /// https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid
    private static ObjectNode contentFor(RoomVersion version, EventDraft draft) {
        if (!isRedaction(draft) || version.redactsInContent() || !draft.content().has("redacts")) {
            return draft.content();
        }
        ObjectNode content = Json.object();
        content.setAll(draft.content());
        content.remove("redacts");
        return content;
    }

    /// The target of a draft that is a redaction; null for other drafts.
    static @Nullable EventId redacts(EventDraft draft) {
        if (!isRedaction(draft)) {
            return null;
        }
        if (draft.redacts() != null) {
            return draft.redacts();
        }
        String target = Json.string(draft.content(), "redacts");
        if (target == null || !EventId.isValid(target)) {
            throw MatrixException.badJson("A redaction names an event in 'redacts'");
        }
        return new EventId(target);
    }

    private static boolean isRedaction(EventDraft draft) {
        return draft.type().equals("m.room.redaction") && draft.stateKey() == null;
    }

    private Map<EventId, String> referenceHashes(
            RoomDraft room, List<EventId> previous, List<Pdu> authEvents) {
        Map<EventId, String> hashes = new HashMap<>();
        Set<EventId> stored = new HashSet<>();
        for (EventId id : previous) {
            var unstored = room.unstored(id);
            if (unstored == null) {
                stored.add(id);
            } else {
                hashes.put(id, referenceHash(unstored.pdu()));
            }
        }
        events.findAll(stored).forEach((id, event) -> hashes.put(id, referenceHash(event.pdu())));
        authEvents.forEach(event -> hashes.put(event.eventId(), referenceHash(event)));
        return hashes;
    }

    private static String referenceHash(Pdu event) {
        return UnpaddedBase64.encode(EventIds.referenceHash(event.json(), event.version()));
    }

    private static void require(AuthResult result) {
        if (result instanceof AuthResult.Denied(String reason)) {
            throw MatrixException.forbidden(reason);
        }
    }
}
