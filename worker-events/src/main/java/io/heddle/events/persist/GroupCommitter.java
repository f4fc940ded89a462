package io.heddle.events.persist;

import io.heddle.replication.duty.LeaseLostException;
import io.heddle.storage.persist.DuplicateTransactionException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.stereotype.Component;

/// Stores what is waiting in one transaction, and whatever has come in meanwhile in the next: under load many events share
/// a commit, without load an event waits for nobody. One thread, so that the writes of a room are stored in their order.
///
/// When a batch fails because of one of its writes, each is stored alone, so that a bad one fails no other room.
@Component
public class GroupCommitter implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
    private static final int MAX_WRITES = 1000;
    private static final long MAX_BYTES = 8L << 20;
    private static final long DOUBT_MS = 500;

    private final BatchStore store;
    private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Timer commits;
    private final DistributionSummary batchSize;
    private final Counter failures;
    private final PersistedEvents persisted;
    private @Nullable Thread writer;
    private volatile boolean ended;

    /// A commit failed without telling whether it took place. Used by the writer's thread alone.
    private boolean inDoubt;

    public GroupCommitter(BatchStore store, MeterRegistry meters) {
        this.store = store;
        this.persisted = new PersistedEvents(meters);
        this.commits =
                Timer.builder("heddle.events.commit")
                        .description("Storing a batch of events, from the first row to the answers")
                        .publishPercentileHistogram()
                        .register(meters);
        this.batchSize =
                DistributionSummary.builder("heddle.events.batch")
                        .description("Events that share a commit")
                        .register(meters);
        this.failures =
                Counter.builder("heddle.events.commit.failures")
                        .description("Batches that were not stored as a whole")
                        .register(meters);
        Gauge.builder("heddle.events.waiting", queue, Queue::size)
                .description("Writes that wait for their commit")
                .register(meters);
    }

    /// Queues a write; those of a room in the order they were prepared in.
    public void submit(PendingWrite write) {
        if (ended) {
            write.fail(new RoomResetException());
        } else {
            queue.add(new Entry(write));
        }
    }

    @Override
    public synchronized void start() {
        if (writer == null) {
            ended = false;
            writer = Thread.ofPlatform().name("event-writer").daemon().start(this::run);
        }
    }

    /// Stores what is queued, then ends.
    @Override
    public synchronized void stop() {
        Thread running = writer;
        if (running == null) {
            return;
        }
        ended = true;
        queue.add(Entry.END);
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return writer != null;
    }

    /// After the web server, which starts last and stops first; before the leases are given back.
    @Override
    public int getPhase() {
        return 0;
    }

    private void run() {
        boolean going = true;
        while (going) {
            List<PendingWrite> batch = new ArrayList<>();
            going = take(batch);
            if (!batch.isEmpty()) {
                commitSafely(batch);
            }
        }
        dropRest();
    }

    private void dropRest() {
        List<Entry> rest = new ArrayList<>();
        queue.drainTo(rest);
        for (Entry entry : rest) {
            if (entry.write() != null) {
                entry.write().fail(new RoomResetException());
            }
        }
    }

    /// Waits for one write and takes what is there with it; false at the end.
    private boolean take(List<PendingWrite> batch) {
        try {
            Entry next = inDoubt ? queue.poll(DOUBT_MS, TimeUnit.MILLISECONDS) : queue.take();
            if (next == null) {
                clearDoubt();
            }
            long bytes = 0;
            while (next != null) {
                if (next.write() == null) {
                    return false;
                }
                batch.add(next.write());
                bytes += next.bytes();
                next = batch.size() < MAX_WRITES && bytes < MAX_BYTES ? queue.poll() : null;
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// What was stored after all is told to the followers of the stream; with the next batch they notice by themselves.
    private void clearDoubt() {
        try {
            store.catchUp();
            inDoubt = false;
        } catch (RuntimeException e) {
            LOG.info("Not known yet what was stored: {}", e.getMessage());
        }
    }

    private void commitSafely(List<PendingWrite> batch) {
        try {
            commit(current(batch));
        } catch (RuntimeException | Error e) {
            LOG.error("The event writer failed", e);
            RuntimeException cause =
                    e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
            batch.forEach(write -> write.fail(cause));
        }
    }

    private static List<PendingWrite> current(List<PendingWrite> batch) {
        List<PendingWrite> current = new ArrayList<>(batch.size());
        for (PendingWrite write : batch) {
            if (write.isCurrent()) {
                current.add(write);
            } else {
                write.drop(new RoomResetException());
            }
        }
        return current;
    }

    private void commit(List<PendingWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        Timer.Sample started = Timer.start();
        try {
            store.store(writes);
            persisted.add(writes);
            batchSize.record(writes.stream().mapToInt(write -> write.events().size()).sum());
        } catch (RuntimeException e) {
            failures.increment();
            recover(writes, e);
        } finally {
            started.stop(commits);
        }
    }

    private void recover(List<PendingWrite> writes, RuntimeException cause) {
        if (isOfOneWrite(cause) && writes.size() > 1) {
            LOG.info("Storing {} writes one by one: {}", writes.size(), cause.getMessage());
            writes.forEach(write -> commit(current(List.of(write))));
            return;
        }
        inDoubt |= !isOfOneWrite(cause);
        if (!isExpected(cause)) {
            LOG.warn("{} writes not stored", writes.size(), cause);
        }
        boolean stale =
                cause instanceof DuplicateKeyException
                        || cause instanceof ConcurrencyFailureException;
        RuntimeException told = stale ? new RoomResetException() : cause;
        writes.forEach(write -> write.fail(told));
    }

    private static boolean isOfOneWrite(RuntimeException cause) {
        return isExpected(cause)
                || cause instanceof ConcurrencyFailureException
                || cause instanceof NonTransientDataAccessException
                        && !(cause instanceof DataAccessResourceFailureException);
    }

    private static boolean isExpected(RuntimeException cause) {
        return cause instanceof LeaseLostException
                || cause instanceof DuplicateTransactionException;
    }

    /// @param write null for the end
    private record Entry(@Nullable PendingWrite write, long bytes) {
        static final Entry END = new Entry(null, 0);

        Entry(PendingWrite write) {
            this(
                    write,
                    write.events().stream()
                            .mapToLong(event -> event.pdu().canonical().length)
                            .sum());
        }
    }
}
