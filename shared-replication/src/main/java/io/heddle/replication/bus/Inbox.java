package io.heddle.replication.bus;

import io.heddle.replication.bus.NewsCodec.Beat;
import io.heddle.replication.bus.NewsCodec.News;
import io.heddle.replication.bus.NewsCodec.Refused;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes messages off the bus one by one. Sealed ones are believed; any other is at most a reason to look into PostgreSQL.
public final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final NewsCodec codec;
    private final String self;
    private final Consumer<StreamNews<? extends StreamRow>> handler;
    private final Runnable heardItself;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /// @param self this process as sender of messages
    /// @param handler where believed news goes
    /// @param heardItself told when one of our own beats came back: the bus works both ways
    public Inbox(
            NewsCodec codec,
            String self,
            Consumer<StreamNews<? extends StreamRow>> handler,
            Runnable heardItself) {
        this.codec = codec;
        this.self = self;
        this.handler = handler;
        this.heardItself = heardItself;
    }

    /// Takes a message.
    ///
    /// @return whether it is a reason to look into PostgreSQL
    public boolean take(byte[] frame) {
        return switch (codec.decode(frame)) {
            case News news -> takeNews(news);
            case Beat beat -> takeBeat(beat);
            case Refused nothing -> {
                refused.incrementAndGet();
                yield false;
            }
        };
    }

    private boolean takeNews(News news) {
        accepted.incrementAndGet();
        if (news.sender().equals(self)) {
            return false; // handled when it was published; were it a forgery, there would be
            // nothing to miss
        }
        return !news.sealed() || !handled(news.news());
    }

    private boolean takeBeat(Beat beat) {
        accepted.incrementAndGet();
        if (beat.sender().equals(self)) {
            heardItself.run();
            return false;
        }
        if (!beat.sealed()) {
            return true;
        }
        boolean whole = true;
        for (Map.Entry<StreamName, Long> at : beat.positions().entrySet()) {
            whole &= handled(new StreamNews<>(at.getKey(), -1, at.getValue(), List.of()));
        }
        return !whole;
    }

    private boolean handled(StreamNews<? extends StreamRow> news) {
        try {
            handler.accept(news);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("News of {} not followed yet: {}", news.stream().key(), e.getMessage());
            return false;
        }
    }

    public long accepted() {
        return accepted.get();
    }

    public long refused() {
        return refused.get();
    }
}
