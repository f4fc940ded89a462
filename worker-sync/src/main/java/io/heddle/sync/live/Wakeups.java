package io.heddle.sync.live;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wakes waiting requests once the news they wait for can be read: off the thread that brings a stream's news, and after
/// the stream's position has moved.
final class Wakeups implements MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Streams streams;
    private final BlockingQueue<News> queue = new LinkedBlockingQueue<>();
    private final Map<StreamName, LongAdder> woken = new EnumMap<>(StreamName.class);
    private volatile boolean closed;
    private volatile boolean running;

    Wakeups(Streams streams) {
        this.streams = streams;
        for (StreamName stream : StreamName.values()) {
            woken.put(stream, new LongAdder());
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        woken.forEach((stream, count) ->
                FunctionCounter.builder(
                                "synapse.notifier.users.woken.by.stream", count, LongAdder::sum)
                        .description("Waiting users whom a stream had news for")
                        .tag("stream", stream.key())
                        .register(registry));
    }

    private record News(StreamName stream, long position, Collection<SyncingUser> users) {}

    /// No request waits any more: the process is about to end.
    boolean closed() {
        return closed;
    }

    void enqueue(StreamName stream, long position, Collection<SyncingUser> users) {
        if (!users.isEmpty()) {
            Objects.requireNonNull(woken.get(stream)).add(users.size());
            queue.add(new News(stream, position, users));
        }
    }

    void start() {
        closed = false;
        running = true;
        Thread.ofVirtual().name("sync-wakeups").start(this::run);
    }

    void close(Collection<SyncingUser> everyone) {
        closed = true;
        running = false;
        queue.add(new News(StreamName.EVENTS, 0, everyone));
    }

    private void run() {
        try {
            while (running || !queue.isEmpty()) {
                News news = queue.take();
                streams.await(news.stream(), news.position(), PATIENCE);
                news.users().forEach(SyncingUser::wake);
            }
        } catch (InterruptedException e) {
            LOG.debug("No more wake-ups");
        }
    }
}
