package io.heddle.sync.live;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.room.MembershipHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands news about a user, their presence, devices and profile, to the syncing users who share a room with them. Runs on a
/// thread of its own, for the rooms of a user who does not sync here are read from storage: once for many rows.
final class Interest {
    private static final Logger LOG = LoggerFactory.getLogger(Interest.class);
    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofNanos(200_000);

    /// The streams of news about users.
    static final List<StreamName> STREAMS =
            List.of(StreamName.PRESENCE, StreamName.DEVICE_LISTS, StreamName.PROFILES);

    private final SyncingUsers users;
    private final MembershipHistory memberships;
    private final BlockingQueue<News> queue = new LinkedBlockingQueue<>();
    private final Streams streams;
    private final AtomicLongArray positions = new AtomicLongArray(StreamName.values().length);
    private volatile boolean running;

    Interest(SyncingUsers users, MembershipHistory memberships, Streams streams) {
        this.users = users;
        this.memberships = memberships;
        this.streams = streams;
        STREAMS.forEach(stream -> positions.set(stream.ordinal(), streams.position(stream)));
    }

    private record News(StreamName stream, long position, List<? extends StreamRow> rows) {}

    /// How far one of its streams has been handed out.
    long position(StreamName stream) {
        return positions.get(stream.ordinal());
    }

    /// Waits until its streams have been handed out up to where they are now, but not for long: what is late comes with the
    /// next answer.
    void await() {
        if (!isBehind()) {
            return;
        }
        long[] wanted = STREAMS.stream().mapToLong(streams::position).toArray();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isBefore(wanted)
                && running
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, POLL.toNanos());
        }
    }

    private boolean isBehind() {
        for (StreamName stream : STREAMS) {
            if (position(stream) < streams.position(stream)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBefore(long[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (position(STREAMS.get(i)) < wanted[i]) {
                return true;
            }
        }
        return false;
    }

    void enqueue(StreamName stream, long position, List<? extends StreamRow> rows) {
        queue.add(new News(stream, position, rows));
    }

    void start() {
        running = true;
        Thread.ofVirtual().name("sync-interest").start(this::run);
    }

    void stop() {
        running = false;
        queue.add(new News(StreamName.EVENTS, 0, List.of()));
    }

    private void run() {
        List<News> batch = new ArrayList<>();
        while (running) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH);
                handOut(batch);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("News of presence or devices not handed out: {}", e.getMessage());
            }
            batch.clear();
        }
    }

    private void handOut(List<News> batch) {
        Map<String, List<String>> rooms = roomsOfOthers(batch);
        Set<SyncingUser> woken = new HashSet<>();
        for (News news : batch) {
            for (StreamRow row : news.rows()) {
                String about = about(row);
                if (about != null) {
                    Set<SyncingUser> interested = concerned(row, about, rooms);
                    interested.forEach(user -> give(user, about, row));
                    woken.addAll(interested);
                }
            }
            advance(news);
        }
        woken.forEach(SyncingUser::wake);
    }

    private static void give(SyncingUser user, String about, StreamRow row) {
        if (row instanceof StreamRow.Presence presence) {
            user.presence().add(about, presence);
            user.note(StreamName.PRESENCE, row.position());
        } else if (row instanceof StreamRow.DeviceList change) {
            user.deviceLists().add(about, change);
            user.note(StreamName.DEVICE_LISTS, row.position());
        } else if (row instanceof StreamRow.Profile change) {
            user.profiles().add(about + " " + change.field(), change);
            user.note(StreamName.PROFILES, row.position());
        }
    }

    private void advance(News news) {
        if (STREAMS.contains(news.stream())) {
            positions.accumulateAndGet(news.stream().ordinal(), news.position(), Math::max);
        }
    }

    private static @Nullable String about(StreamRow row) {
        return switch (row) {
            case StreamRow.Presence presence -> presence.userId();
            case StreamRow.DeviceList change -> change.userId();
            case StreamRow.Profile change -> change.userId();
            default -> null;
        };
    }

    private Map<String, List<String>> roomsOfOthers(List<News> batch) {
        Set<String> unknown =
                batch.stream()
                        .flatMap(news -> news.rows().stream())
                        .map(Interest::about)
                        .filter(Objects::nonNull)
                        .filter(user -> !isLoaded(users.find(user)))
                        .collect(Collectors.toSet());
        return unknown.isEmpty() ? new HashMap<>() : memberships.joinedRooms(unknown);
    }

    /// A signature concerns only the user who made it, with or without a room in common.
    private Set<SyncingUser> concerned(
            StreamRow row, String about, Map<String, List<String>> rooms) {
        if (row instanceof StreamRow.DeviceList change && change.observer() != null) {
            SyncingUser observer = users.find(change.observer());
            return isLoaded(observer) ? Set.of(Objects.requireNonNull(observer)) : Set.of();
        }
        return interested(about, rooms);
    }

    private Set<SyncingUser> interested(String userId, Map<String, List<String>> rooms) {
        Set<SyncingUser> interested = new HashSet<>();
        SyncingUser self = users.find(userId);
        if (self != null && self.isLoaded()) {
            interested.add(self);
            self.rooms()
                    .joined()
                    .forEach(room -> interested.addAll(users.in(room.roomId().value())));
        } else {
            rooms.getOrDefault(userId, List.of())
                    .forEach(room -> interested.addAll(users.in(room)));
        }
        return interested;
    }

    private static boolean isLoaded(@Nullable SyncingUser user) {
        return user != null && user.isLoaded();
    }
}
