package io.heddle.replication.bus;

import io.heddle.replication.stream.Bus;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// The bus of a process among several: Redis pub/sub, one channel a server. What this process publishes its own listeners
/// hear at once, as with [InMemoryBus]; the others hear of it by Redis, or by looking into PostgreSQL.
public final class RedisBus implements Bus {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);
    private static final int WAITING = 4096;
    private static final long SILENT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final long RESET_AFTER_NANOS = TimeUnit.SECONDS.toNanos(12);

    private final NewsCodec codec;
    private final Inbox inbox;
    private final RedisLink link;
    private final List<Consumer<StreamNews<? extends StreamRow>>> handlers =
            new CopyOnWriteArrayList<>();
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean overflowed;
    private volatile long heardItself = System.nanoTime() - SILENT_AFTER_NANOS;
    private volatile long silentSince = System.nanoTime();

    /// @param self this process as sender of messages
    public RedisBus(
            LettuceConnectionFactory redis, NewsCodec codec, String self, String serverName) {
        this.codec = codec;
        this.inbox = new Inbox(codec, self, this::handle, this::noteItself);
        this.link = new RedisLink(redis, channel(serverName), this::arrived);
    }

    /// The channel of a server.
    public static String channel(String serverName) {
        return "heddle:" + serverName;
    }

    @Override
    public void publish(StreamNews<? extends StreamRow> news) {
        try {
            handle(news);
        } catch (RuntimeException e) {
            // What is committed stays so; the next look into PostgreSQL makes up for it.
            LOG.warn("Own news of {} not followed yet: {}", news.stream().key(), e.getMessage());
            overflowed = true;
        }
        link.send(codec.encode(news));
    }

    @Override
    public void subscribe(Consumer<StreamNews<? extends StreamRow>> handler) {
        handlers.add(handler);
    }

    private void handle(StreamNews<? extends StreamRow> news) {
        handlers.forEach(handler -> handler.accept(news));
    }

    /// Runs in the thread of the connection: takes note and returns.
    private void arrived(byte[] message) {
        if (!waiting.offer(message)) {
            dropped.incrementAndGet();
            overflowed = true;
        }
    }

    private void noteItself() {
        heardItself = System.nanoTime();
    }

    /// Waits for messages and takes what has come.
    ///
    /// @return whether there is a reason to look into PostgreSQL
    boolean takeMessages(long waitNanos) throws InterruptedException {
        boolean look = false;
        byte @Nullable [] message = waiting.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
        for (int i = 0; message != null && i < WAITING; i++) {
            look |= inbox.take(message);
            message = waiting.poll();
        }
        if (message != null) {
            look |= inbox.take(message);
        }
        if (overflowed) {
            overflowed = false;
            look = true;
        }
        return look;
    }

    /// Connects where needed and says where this process stands. Called every other second.
    void beat(Map<StreamName, Long> positions) {
        if (state() != BusState.SILENT) {
            silentSince = System.nanoTime();
        } else if (System.nanoTime() - silentSince > RESET_AFTER_NANOS) {
            LOG.warn("Nothing comes back from Redis: connecting anew");
            silentSince = System.nanoTime();
            link.reset();
        }
        if (link.connect()) {
            link.send(codec.beat(positions));
        }
    }

    void close() {
        link.reset();
    }

    public BusState state() {
        if (!link.isConnected()) {
            return BusState.DOWN;
        }
        return System.nanoTime() - heardItself < SILENT_AFTER_NANOS ? BusState.UP : BusState.SILENT;
    }

    /// Messages taken for what they said, refused as none of ours, and lost because too many came at once.
    public Counts counts() {
        return new Counts(inbox.accepted(), inbox.refused(), dropped.get());
    }

    public record Counts(long accepted, long refused, long dropped) {}
}
