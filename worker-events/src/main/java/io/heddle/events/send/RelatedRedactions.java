package io.heddle.events.send;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.relation.RelatedToRedact;
import io.heddle.storage.relation.RelatedToRedact.Related;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Redacts, along with an event, what relates to it in ways that the client names.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/3912
@Component
class RelatedRedactions {
    private static final List<String> KEYS =
            List.of(
                    "with_rel_types",
                    "org.matrix.msc3912.with_rel_types",
                    "org.matrix.msc3912.with_relations");
    private static final int AT_ONCE = 50;
    private static final int MAX_EVENTS = 5000;

    private final RoomWriter writer;
    private final Rooms rooms;
    private final RelatedToRedact related;
    private final boolean enabled;

    RelatedRedactions(
            RoomWriter writer, Rooms rooms, RelatedToRedact related, HomeserverSettings settings) {
        this.writer = writer;
        this.rooms = rooms;
        this.related = related;
        this.enabled = settings.experimentalFeatures().msc3912Enabled();
    }

    /// Takes out of a request's body which relation types it names; `*` stands for all.
    List<String> wanted(ObjectNode body) {
        List<String> types = new ArrayList<>();
        for (String key : KEYS) {
            JsonNode named = enabled ? body.remove(key) : null;
            if (named == null) {
                continue;
            }
            if (!named.isArray()) {
                throw MatrixException.badJson(key + " must be a list of relation types");
            }
            for (JsonNode type : named) {
                if (!type.isString()) {
                    throw MatrixException.badJson(key + " must be a list of relation types");
                }
                types.add(type.stringValue());
            }
        }
        return types;
    }

    /// Redacts what the user may of it. What is redacted already is left alone, so that a repeated request does no harm.
    ///
    /// @param redaction of the event itself
    void redact(
            Requester requester, RoomId roomId, EventDraft redaction, List<String> relationTypes) {
        EventId target = redaction.redacts();
        if (relationTypes.isEmpty() || target == null) {
            return;
        }
        rooms.find(roomId)
                .map(room -> related.to(room.nid(), target, relationTypes, MAX_EVENTS))
                .ifPresent(found -> redactAll(requester, roomId, redaction, found));
    }

    private void redactAll(
            Requester requester, RoomId roomId, EventDraft redaction, List<Related> found) {
        boolean onlyOwn = false;
        for (int i = 0; i < found.size(); i += AT_ONCE) {
            List<Related> part = found.subList(i, Math.min(found.size(), i + AT_ONCE));
            if (onlyOwn || !redactPart(roomId, redaction, part)) {
                onlyOwn = true;
                redactPart(roomId, redaction, own(requester, part));
            }
        }
    }

    private static List<Related> own(Requester requester, List<Related> events) {
        return events.stream()
                .filter(event -> event.sender().equals(requester.userId().value()))
                .toList();
    }

    /// False when the user may not redact all of them.
    private boolean redactPart(RoomId roomId, EventDraft redaction, List<Related> part) {
        try {
            writer.sendAll(
                    roomId,
                    part.stream()
                            .map(event -> redaction.in(null).redacting(event.eventId()))
                            .toList());
            return true;
        } catch (MatrixException e) {
            if (e.status() == 403) {
                return false;
            }
            throw e;
        }
    }
}
