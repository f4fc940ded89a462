package io.heddle.storage.follow;

import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Follows the events stream in PostgreSQL: the instance that holds the duty works through the positions in batches, each
/// in one transaction with the position it has come to, so that a successor goes on exactly there. Busy times are worked
/// off a few times a second; who needs the work done at once asks for it by [#await].
public final class EventFollower {
    private static final Logger LOG = LoggerFactory.getLogger(EventFollower.class);
    private static final int BATCH = 2_000;
    private static final long UNHURRIED_MS = 250;
    private static final long IDLE_MS = 2_000;
    private static final long POLL_MS = 20;
    private static final long UNKNOWN = -1;

    private final String name;
    private final Duty duty;
    private final FollowerPositions positions;
    private final Streams streams;
    private final Duties duties;
    private final Work work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition done = lock.newCondition();
    private volatile boolean running;
    private volatile boolean idle;
    private volatile long position = UNKNOWN;
    private @Nullable Lease lease;
    private int waiting;

    /// Does the work for the events with `from < position <= to`, inside a transaction.
    @FunctionalInterface
    public interface Work {
        void follow(long from, long to);
    }

    EventFollower(
            String name,
            Duty duty,
            FollowerPositions positions,
            Streams streams,
            Duties duties,
            Work work) {
        this.name = name;
        this.duty = duty;
        this.positions = positions;
        this.streams = streams;
        this.duties = duties;
        this.work = work;
        streams.<StreamRow.Event>listen(StreamName.EVENTS, (from, to, rows) -> wake());
    }

    public void start() {
        running = true;
        Thread.ofVirtual().name("follow-" + name).start(this::run);
    }

    public void stop() {
        running = false;
        signal();
    }

    public boolean isRunning() {
        return running;
    }

    String name() {
        return name;
    }

    /// Not a number where another instance does the work.
    double position() {
        long known = position;
        return known == UNKNOWN ? Double.NaN : known;
    }

    double lag() {
        return Math.max(0, streams.position(StreamName.EVENTS) - position());
    }

    /// Waits until the work is done for everything up to a position, on whichever instance; false when time ran out.
    public boolean await(long wanted, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            waiting++;
            news.signalAll();
            while (reached() < wanted) {
                if (left <= 0 || !running) {
                    return false;
                }
                long pause = Math.min(left, TimeUnit.MILLISECONDS.toNanos(POLL_MS));
                left -= pause - Math.max(0, done.awaitNanos(pause));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    private long reached() {
        return duties.held(duty).isPresent() ? position : positions.read(name);
    }

    private void run() {
        while (running) {
            try {
                if (!step()) {
                    pause();
                }
            } catch (LeaseLostException e) {
                LOG.info("{}: {}", name, e.getMessage());
                forget();
            } catch (DataAccessException | TransactionException e) {
                LOG.warn("{} stands at {}: {}", name, position, e.getMessage());
                forget();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("{} stands at {}", name, position, e);
                forget();
            }
        }
    }

    /// Whether there is more to do right away.
    private boolean step() {
        Lease held = duties.held(duty).orElse(null);
        if (held == null) {
            position = UNKNOWN;
            lease = null;
            return false;
        }
        if (position == UNKNOWN || !held.equals(lease)) {
            position = positions.read(name);
            lease = held;
        }
        long target = streams.position(StreamName.EVENTS);
        if (position >= target) {
            return false;
        }
        long from = position;
        long to = Math.min(from + BATCH, target);
        positions.move(
                name,
                to,
                () -> {
                    duties.fence(List.of(held));
                    work.follow(from, to);
                });
        position = to;
        signalDone();
        return to < target && isWaitedFor();
    }

    private boolean isWaitedFor() {
        lock.lock();
        try {
            return waiting > 0;
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        position = UNKNOWN;
        lock.lock();
        try {
            done.awaitNanos(TimeUnit.MILLISECONDS.toNanos(IDLE_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        } finally {
            lock.unlock();
        }
    }

    /// Sleeps until there is something to do, then lets some more of it gather, unless somebody waits.
    private void pause() throws InterruptedException {
        lock.lock();
        try {
            if (waiting > 0) {
                news.await(POLL_MS, TimeUnit.MILLISECONDS);
                return;
            }
            idle = true;
            if (position == UNKNOWN || position >= streams.position(StreamName.EVENTS)) {
                news.await(IDLE_MS, TimeUnit.MILLISECONDS);
            }
            idle = false;
            long left = TimeUnit.MILLISECONDS.toNanos(UNHURRIED_MS);
            while (running && waiting == 0 && left > 0) {
                left = news.awaitNanos(left);
            }
        } finally {
            idle = false;
            lock.unlock();
        }
    }

    private void wake() {
        if (idle) {
            signal();
        }
    }

    private void signal() {
        lock.lock();
        try {
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void signalDone() {
        lock.lock();
        try {
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
