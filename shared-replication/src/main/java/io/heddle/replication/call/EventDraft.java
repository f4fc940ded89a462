package io.heddle.replication.call;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An event that a local user wants sent: what the room's writer turns into a checked, signed and stored event.
///
/// @param stateKey null for a message event
/// @param redacts the event to redact, for `m.room.redaction`; the writer puts it where the room version wants it
/// @param transaction the client's transaction, so that a repeated request gives the same event
/// @param originServerTs the time an application service claims, else null for now
/// @param stickyMs for how long the event is sticky, MSC4354; null for not at all
public record EventDraft(
        UserId sender,
        String type,
        @Nullable String stateKey,
        ObjectNode content,
        @Nullable EventId redacts,
        @Nullable ClientTransaction transaction,
        @Nullable Long originServerTs,
        @Nullable Long stickyMs) {

    public static EventDraft message(UserId sender, String type, ObjectNode content) {
        return new EventDraft(sender, type, null, content, null, null, null, null);
    }

    public static EventDraft state(
            UserId sender, String type, String stateKey, ObjectNode content) {
        return new EventDraft(sender, type, stateKey, content, null, null, null, null);
    }

    public EventDraft in(@Nullable ClientTransaction with) {
        return new EventDraft(
                sender, type, stateKey, content, redacts, with, originServerTs, stickyMs);
    }

    public EventDraft at(@Nullable Long ts) {
        return new EventDraft(sender, type, stateKey, content, redacts, transaction, ts, stickyMs);
    }

    public EventDraft redacting(EventId target) {
        return new EventDraft(
                sender, type, stateKey, content, target, transaction, originServerTs, stickyMs);
    }

    /// For how long the event is to be sticky, MSC4354; null for not at all.
    public EventDraft sticky(@Nullable Long forMs) {
        return new EventDraft(
                sender, type, stateKey, content, redacts, transaction, originServerTs, forMs);
    }

    /// A transaction id of a device. https://spec.matrix.org/v1.19/client-server-api/#transaction-identifiers
    ///
    /// @param request which endpoint it was used at: the same id elsewhere is another transaction
    public record ClientTransaction(String deviceId, String txnId, String request) {
        /// The request of events that were delayed: their transaction id is the delay id.
        public static final String DELAYED = "delayed";

        /// The one sending of a delayed event, by whatever device it was scheduled.
        public static ClientTransaction delayed(String delayId) {
            return new ClientTransaction("", delayId, DELAYED);
        }

        public ClientTransaction(String deviceId, String txnId) {
            this(deviceId, txnId, "");
        }
    }
}
