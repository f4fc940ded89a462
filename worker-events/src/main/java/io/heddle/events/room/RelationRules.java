package io.heddle.events.room;

import io.heddle.events.room.EventLookup.Known;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.call.EventDraft;
import io.heddle.storage.event.EventRelations;
import io.heddle.storage.event.Relation;
import io.heddle.storage.persist.NewEvent;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What relations between events ask of the server when they are sent.
/// https://spec.matrix.org/v1.19/client-server-api/#forming-relationships-between-events
@Component
class RelationRules {
    /// How far relations are followed to find the thread that an event belongs to.
    private static final int MAX_HOPS = 3;

    private final EventLookup lookup;
    private final EventRelations relations;

    RelationRules(EventLookup lookup, EventRelations relations) {
        this.lookup = lookup;
        this.relations = relations;
    }

    /// Fails with 400 for a second identical annotation, a thread that starts from an event with a relation, and a parent in
    /// another room.
    void check(RoomDraft room, EventDraft draft) {
        Relation relation = Relation.of(draft.content());
        if (relation == null || draft.stateKey() != null) {
            return;
        }
        Known parent = lookup.find(room, relation.parent());
        if (parent != null && !parent.isIn(room)) {
            throw new MatrixException(400, "M_UNKNOWN", "Relations must be within one room");
        }
        if (relation.isThread() && parent != null && Relation.of(parent.pdu().content()) != null) {
            throw new MatrixException(
                    400, "M_UNKNOWN", "A thread cannot start from an event with a relation");
        }
        if (relation.key() != null && isRepeated(room, draft, relation, relation.key())) {
            throw new MatrixException(
                    400, "M_DUPLICATE_ANNOTATION", "You have annotated the event like this before");
        }
    }

    private boolean isRepeated(RoomDraft room, EventDraft draft, Relation relation, String key) {
        Set<EventId> redacted = new HashSet<>();
        for (NewEvent event : room.allUnstored()) {
            if (event.redaction() != null && event.redaction().applies()) {
                redacted.add(event.redaction().target());
            }
        }
        boolean waits =
                room.allUnstored().stream()
                        .anyMatch(event ->
                                relation.equals(event.relation())
                                        && event.pdu().sender().equals(draft.sender())
                                        && event.pdu().type().equals(draft.type())
                                        && !redacted.contains(event.eventId()));
        return waits
                || relations
                        .annotations(draft.sender(), relation.parent(), draft.type(), key)
                        .stream()
                        .anyMatch(stored -> !redacted.contains(stored));
    }

    /// The root of the thread that an event belongs to.
    /// https://spec.matrix.org/v1.19/client-server-api/#threaded-read-receipts
    @Nullable EventId threadRoot(RoomDraft room, Pdu event) {
        Relation relation = event.isState() ? null : Relation.of(event.content());
        for (int hop = 0; relation != null && hop <= MAX_HOPS; hop++) {
            if (relation.isThread()) {
                return relation.parent();
            }
            Known parent = lookup.find(room, relation.parent());
            relation =
                    parent == null || !parent.isIn(room)
                            ? null
                            : Relation.of(parent.pdu().content());
        }
        return null;
    }
}
