package io.heddle.events.persist;

import io.heddle.protocol.event.Pdu;
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
import io.heddle.storage.persist.EventWriter;
import io.heddle.storage.persist.NewEvent;
import io.heddle.storage.room.Rooms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    BatchStore(
            TransactionTemplate transaction,
            Duties duties,
            StreamPositionStore positions,
            EventWriter writer,
            Rooms rooms,
            Events events,
            SentTransactions transactions,
            Streams streams) {
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
        long last = Objects.requireNonNull(transaction.execute(status -> insert(writes, batch)));
        publish(writes, batch, last - batch.size() + 1);
    }

    /// Tells the followers of the events stream in this process where it stands.
    void catchUp() {
        Long position = positions.all().get(StreamName.EVENTS);
        if (position != null) {
            streams.caughtUpTo(StreamName.EVENTS, position);
        }
    }

    private long insert(List<PendingWrite> writes, List<NewEvent> batch) {
        duties.fence(writes.stream().map(PendingWrite::lease).collect(Collectors.toSet()));
        for (PendingWrite write : writes) {
            if (write.isNewRoom()) {
                NewEvent create = write.events().getFirst();
                rooms.insert(create.room(), create.pdu().sender().value(), create.receivedTs());
            }
        }
        writer.writeUnpositioned(batch);
        long last = positions.take(StreamName.EVENTS, batch.size());
        writer.writePositioned(batch, last - batch.size() + 1);
        return last;
    }

    private void publish(List<PendingWrite> writes, List<NewEvent> batch, long first) {
        List<StreamRow.Event> rows = new ArrayList<>(batch.size());
        for (NewEvent event : batch) {
            long nid = first + rows.size();
            Pdu kept = event.pdu().compact();
            events.remember(stored(nid, event, kept));
            transactions.remember(event.eventId(), event.transaction());
            rows.add(row(nid, event, kept));
        }
        for (NewEvent event : batch) {
            if (event.redaction() != null && event.redaction().applies()) {
                events.forget(event.redaction().target());
            }
        }
        writes.forEach(PendingWrite::stored);
        try {
            streams.publish(
                    new StreamNews<>(StreamName.EVENTS, first - 1, first + batch.size() - 1, rows));
        } catch (RuntimeException e) {
            LOG.error("A listener of the events stream failed", e);
        }
        writes.forEach(PendingWrite::complete);
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

    private static StreamRow.Event row(long nid, NewEvent event, Pdu pdu) {
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
                pdu,
                tally(event));
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

    private static @Nullable String value(@Nullable EventId id) {
        return id == null ? null : id.value();
    }
}
