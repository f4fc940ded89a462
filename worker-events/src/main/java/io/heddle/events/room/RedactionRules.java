package io.heddle.events.room;

import io.heddle.events.room.EventLookup.Known;
import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.call.EventDraft;
import io.heddle.storage.persist.NewEvent.Redacting;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who may redact what, and when a redaction applies.
/// https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions
@Component
class RedactionRules {
    private final EventLookup lookup;

    RedactionRules(EventLookup lookup) {
        this.lookup = lookup;
    }

    /// What a local user may not: redact the event that makes the room, events of other rooms, and, without the level for
    /// it, events of others.
    void check(RoomDraft room, EventDraft draft) {
        EventId target = EventFactory.redacts(draft);
        if (target == null) {
            return;
        }
        boolean byPower = room.powerLevels().canRedact(draft.sender());
        Known known = lookup.find(room, target);
        if (known == null) {
            if (!byPower) {
                throw MatrixException.notFound("The event to redact is not known");
            }
            return;
        }
        if (!known.isIn(room)) {
            throw MatrixException.invalidParam("The event to redact is in another room");
        }
        if (known.pdu().isCreate()) {
            throw MatrixException.forbidden("The event that makes the room cannot be redacted");
        }
        if (!byPower && !known.pdu().sender().equals(draft.sender())) {
            throw MatrixException.forbidden("You may not redact events of others");
        }
    }

    /// What a redaction that goes into the room does; null for other events.
    @Nullable Redacting judge(RoomDraft room, Pdu event) {
        EventId target = event.isState() ? null : event.redacts();
        if (target == null) {
            return null;
        }
        PowerLevels levels = room.powerLevels();
        boolean byPower =
                event.version().auth().redactionsChecked() || levels.canRedact(event.sender());
        Known known = lookup.find(room, target);
        boolean applies =
                known != null
                        && known.isIn(room)
                        && !known.pdu().isCreate()
                        && (byPower || sameServer(known.pdu(), event));
        return new Redacting(target, applies, byPower);
    }

    /// In place of the target, where it is part of the room's state.
    void applyToState(RoomDraft room, Redacting redacting) {
        Known known = lookup.find(room, redacting.target());
        if (known == null || !known.pdu().isState()) {
            return;
        }
        var key = Objects.requireNonNull(known.pdu().stateKeyEntry());
        if (Objects.equals(known.pdu(), room.state(key))) {
            room.putState(key, known.pdu().redacted());
        }
    }

    private static boolean sameServer(Pdu target, Pdu redaction) {
        return target.sender().server().equals(redaction.sender().server());
    }
}
