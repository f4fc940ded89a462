package io.heddle.replication.stream;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The streams as this process follows them: the newest position seen of each, listeners, and publishing after a commit.
/// News that leaves a gap is filled from PostgreSQL before listeners hear of it, so each sees every row once, in order.
public final class Streams {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int PAGE = 1000;

    private final Map<StreamName, Followed> followed = new EnumMap<>(StreamName.class);
    private final Bus bus;

    /// @param readers how to read each durable stream; a stream without a reader is ephemeral: gaps are not filled
    /// @param start the position of each stream at start
    public Streams(Bus bus, Map<StreamName, StreamReader<?>> readers, Map<StreamName, Long> start) {
        this.bus = bus;
        for (StreamName name : StreamName.values()) {
            followed.put(name, new Followed(readers.get(name), start.getOrDefault(name, 0L)));
        }
        bus.subscribe(this::receive);
    }

    /// The newest position that this process has seen and told its listeners of.
    public long position(StreamName stream) {
        return followed(stream).position.get();
    }

    /// Registers a listener; it hears of everything after the current position.
    @SuppressWarnings("unchecked")
    public <R extends StreamRow> void listen(StreamName stream, StreamListener<R> listener) {
        followed(stream).listeners.add((StreamListener<StreamRow>) listener);
    }

    /// Tells all processes what a committed transaction wrote. Call it after the commit, never inside.
    public void publish(StreamNews<? extends StreamRow> news) {
        bus.publish(news);
    }

    /// Waits until this process has seen `position`, at most `timeout`; false when the time ran out.
    public boolean await(StreamName stream, long position, Duration timeout)
            throws InterruptedException {
        return followed(stream).await(position, timeout);
    }

    /// Takes note that a stream stands at `position` by looking at PostgreSQL: the way on when the bus is silent.
    public void caughtUpTo(StreamName stream, long position) {
        followed(stream).advance(new StreamNews<>(stream, position, position, List.of()));
    }

    private void receive(StreamNews<? extends StreamRow> news) {
        followed(news.stream()).advance(news);
    }

    private Followed followed(StreamName stream) {
        return java.util.Objects.requireNonNull(followed.get(stream));
    }

    private static final class Followed {
        private final @org.jspecify.annotations.Nullable StreamReader<?> reader;
        private final AtomicLong position;
        private final List<StreamListener<StreamRow>> listeners = new CopyOnWriteArrayList<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final java.util.concurrent.locks.Condition moved = lock.newCondition();

        Followed(@org.jspecify.annotations.Nullable StreamReader<?> reader, long start) {
            this.reader = reader;
            this.position = new AtomicLong(start);
        }

        void advance(StreamNews<? extends StreamRow> news) {
            lock.lock();
            try {
                long known = position.get();
                if (news.position() <= known) {
                    return;
                }
                if (news.from() == known || reader == null) {
                    tell(known, news.position(), List.copyOf(news.rows()));
                } else {
                    fill(reader, known, news.position());
                }
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void fill(StreamReader<?> from, long known, long to) {
            long at = known;
            while (at < to) {
                List<? extends StreamRow> rows = from.read(at, to, PAGE);
                long next = rows.size() < PAGE ? to : rows.getLast().position();
                tell(at, next, List.copyOf(rows));
                at = next;
            }
        }

        private void tell(long from, long to, List<StreamRow> rows) {
            for (StreamListener<StreamRow> listener : listeners) {
                tell(listener, from, to, rows);
            }
            position.set(to);
        }

        /// A listener that fails keeps nothing from the others, nor hears the rows again.
        private static void tell(
                StreamListener<StreamRow> listener, long from, long to, List<StreamRow> rows) {
            try {
                listener.advanced(from, to, rows);
            } catch (RuntimeException e) {
                LOG.error("A listener failed on rows after {} up to {}", from, to, e);
            }
        }

        boolean await(long wanted, Duration timeout) throws InterruptedException {
            long left = timeout.toNanos();
            lock.lock();
            try {
                while (position.get() < wanted) {
                    if (left <= 0) {
                        return false;
                    }
                    left = moved.awaitNanos(left);
                }
                return true;
            } finally {
                lock.unlock();
            }
        }
    }
}
