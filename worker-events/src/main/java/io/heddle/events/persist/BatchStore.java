package io.heddle.events.persist;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.Stickiness;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.SentTransactions;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.persist.ArrivedRedactions;
import io.heddle.storage.persist.EventWriter;
import io.heddle.storage.persist.NewEvent;
import io.heddle.storage.room.Rooms;
import io.heddle.storage.sticky.StickyEvents;
import io.heddle.storage.sticky.StickyEvents.NewSticky;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// One batch of writes into PostgreSQL: leases, rows, positions, commit; then caches, the stream and whoever waits.
@Component
public class BatchStore {
    private static final Logger LOG = LoggerFactory.getLogger(BatchStore.class);

    private final TransactionTemplate transaction;
    private final Duties duties;
    private final StreamPositionStore positions;
    private final EventWriter writer;
    private final Rooms rooms;
    private final Events events;
    private final SentTransactions transactions;
    private final Streams streams;
    private final StickyEvents sticky;
    private final ArrivedRedactions arrived;

    BatchStore(
            TransactionTemplate transaction,
            Duties duties,
            StreamPositionStore positions,
            EventWriter writer,
            Rooms rooms,
            Events events,
            SentTransactions transactions,
            Streams streams,
            StickyEvents sticky,
            ArrivedRedactions arrived) {
        this.sticky = sticky;
        this.arrived = arrived;
        this.transaction = transaction;
        this.duties = duties;
        this.positions = positions;
        this.writer = writer;
        this.rooms = rooms;
        this.events = events;
        this.transactions = transactions;
        this.streams = streams;
    }

    /// Stores all of the writes or, when it fails, none.
    void store(List<PendingWrite> writes) {
        List<NewEvent> batch = writes.stream().flatMap(write -> write.events().stream()).toList();
        Stored stored =
                Objects.requireNonNull(transaction.execute(status -> insert(writes, batch)));
        publish(writes, batch, stored);
    }

    /// Tells the followers of the events stream in this process where it stands.
    void catchUp() {
        Long position = positions.all().get(StreamName.EVENTS);
        if (position != null) {
            streams.caughtUpTo(StreamName.EVENTS, position);
        }
    }

    private Stored insert(List<PendingWrite> writes, List<NewEvent> batch) {
        duties.fence(writes.stream().map(PendingWrite::lease).collect(Collectors.toSet()));
        for (PendingWrite write : writes) {
            if (write.isNewRoom()) {
                NewEvent create = write.events().getFirst();
                rooms.insert(create.room(), create.pdu().sender().value(), create.receivedTs());
            }
        }
        writer.writeUnpositioned(batch);
        long last = positions.take(StreamName.EVENTS, batch.size());
        long first = last - batch.size() + 1;
        writer.writePositioned(batch, first);
        Set<EventId> redacted = arrived.apply(batch, first);
        return new Stored(
                first,
                redacted,
                sticky.isEnabled() ? sticky.store(sticky(batch, first)) : List.of());
    }

    private static List<NewSticky> sticky(List<NewEvent> batch, long first) {
        List<NewSticky> found = new ArrayList<>(0);
        for (int i = 0; i < batch.size(); i++) {
            NewEvent event = batch.get(i);
            Long end = Stickiness.endTs(event.pdu(), event.receivedTs());
            if (end != null && end > event.receivedTs() && !event.softFailed()) {
                found.add(
                        new NewSticky(
                                event.room().nid(), event.room().id().value(), first + i, end));
            }
        }
        return found;
    }

    private void publish(List<PendingWrite> writes, List<NewEvent> batch, Stored stored) {
        long first = stored.first();
        List<StreamRow.Event> rows = new ArrayList<>(batch.size());
        for (NewEvent event : batch) {
            long nid = first + rows.size();
            Pdu kept = event.pdu().compact();
            boolean redacted = stored.redacted().contains(event.eventId());
            if (!redacted) {
                events.remember(stored(nid, event, kept));
            }
            transactions.remember(event.eventId(), event.transaction());
            rows.add(row(nid, event, kept, redacted));
        }
        for (NewEvent event : batch) {
            if (event.redaction() != null && event.redaction().applies()) {
                events.forget(event.redaction().target());
            }
        }
        writes.forEach(PendingWrite::stored);
        try {
            publishSticky(stored.sticky());
            streams.publish(
                    new StreamNews<>(StreamName.EVENTS, first - 1, first + batch.size() - 1, rows));
        } catch (RuntimeException e) {
            LOG.error("A listener of the events stream failed", e);
        }
        writes.forEach(PendingWrite::complete);
    }

    private void publishSticky(List<StreamRow.StickyEvent> rows) {
        if (!rows.isEmpty()) {
            streams.publish(
                    new StreamNews<>(
                            StreamName.STICKY_EVENTS,
                            rows.getFirst().position() - 1,
                            rows.getLast().position(),
                            rows));
        }
    }

    private static StoredEvent stored(long nid, NewEvent event, Pdu pdu) {
        return new StoredEvent(
                nid,
                event.room().nid(),
                event.roomPosition(),
                pdu,
                null,
                event.threadRoot(),
                event.softFailed(),
                false);
    }

    /// @param redacted the event was redacted before it came: how it is now is read from storage
    private static StreamRow.Event row(long nid, NewEvent event, Pdu pdu, boolean redacted) {
        return new StreamRow.Event(
                nid,
                event.room().nid(),
                event.roomPosition(),
                event.room().id().value(),
                pdu.eventId().value(),
                pdu.type(),
                pdu.stateKey(),
                pdu.sender().value(),
                pdu.membership(),
                value(pdu.redacts()),
                event.softFailed(),
                redacted ? null : pdu,
                redacted ? null : tally(event));
    }

    private static StreamRow.Tally tally(NewEvent event) {
        Map<String, StreamRow.Tally.Difference> exceptions = new HashMap<>();
        for (NewEvent.PushException exception : event.pushExceptions()) {
            exceptions.put(
                    exception.user().value(),
                    new StreamRow.Tally.Difference(
                            exception.notifyDelta(), exception.highlightDelta()));
        }
        return new StreamRow.Tally(
                event.notifies(), event.highlights(), value(event.threadRoot()), exceptions);
    }

    /// @param first the position of the batch's first event
    /// @param redacted the events that were redacted before they came
    private record Stored(long first, Set<EventId> redacted, List<StreamRow.StickyEvent> sticky) {}

    private static @Nullable String value(@Nullable EventId id) {
        return id == null ? null : id.value();
    }
}
