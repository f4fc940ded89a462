package io.heddle.storage.persist;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.storage.event.Relation;
import io.heddle.storage.room.Room;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event that is to be stored with all that follows from it.
///
/// @param roomPosition its place in the room's arrival order
/// @param notifyCount the room's running total with this event
/// @param highlightCount the room's running total with this event
/// @param notifies it notifies a user with default push rules; in a thread that does not raise the running totals
/// @param highlights it highlights for a user with default push rules
/// @param localSender the sender is a user of this server, and has read up to here by sending it
/// @param relation what `m.relates_to` says
/// @param stateChanges the entries of the room's current state that it changes; more than one where forks meet
/// @param redaction the target, when it is a redaction
/// @param transaction the transaction of the client that sent it
/// @param pushExceptions whom it notifies otherwise than a user with default push rules
/// @param softFailed it is part of the graph, but is not shown
public record NewEvent(
        Room room,
        long roomPosition,
        Pdu pdu,
        long receivedTs,
        int notifyCount,
        int highlightCount,
        boolean notifies,
        boolean highlights,
        boolean localSender,
        @Nullable EventId threadRoot,
        @Nullable Relation relation,
        List<StateChange> stateChanges,
        @Nullable Redacting redaction,
        @Nullable ClientTransaction transaction,
        List<PushException> pushExceptions,
        boolean softFailed) {

    public EventId eventId() {
        return pdu.eventId();
    }

    /// An entry of the current state gets a new value.
    ///
    /// @param event the state event; usually the new event itself
    /// @param membershipBefore for a member event the user's membership until then, null for none
    /// @param localUser for a member event whether the user is of this server
    public record StateChange(
            StateKey key, Pdu event, @Nullable String membershipBefore, boolean localUser) {}

    /// What a redaction does.
    ///
    /// @param applies the target is known and its redaction allowed
    /// @param byPower the sender may redact events of every server
    public record Redacting(EventId target, boolean applies, boolean byPower) {}

    /// How an event counts for one user, compared with a user who has default push rules: +1, 0 or -1 on either counter.
    public record PushException(UserId user, int notifyDelta, int highlightDelta) {}
}
