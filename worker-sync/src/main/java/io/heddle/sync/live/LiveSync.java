package io.heddle.sync.live;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.event.Events;
import io.heddle.storage.room.MembershipHistory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Follows the streams for those who sync: keeps what is recent, notes whom it concerns, wakes who waits for it.
@Component
public class LiveSync implements SmartLifecycle, MeterBinder {
    private static final long EVENT_BYTES = 48L << 20;
    private static final int RECEIPTS = 50_000;
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Set<StreamName> DURABLE =
            EnumSet.of(
                    StreamName.EVENTS,
                    StreamName.RECEIPTS,
                    StreamName.TO_DEVICE,
                    StreamName.ACCOUNT_DATA,
                    StreamName.PUSH_RULES,
                    StreamName.DEVICE_LISTS,
                    StreamName.PROFILES,
                    StreamName.STICKY_EVENTS,
                    StreamName.THREAD_SUBSCRIPTIONS);

    private final Streams streams;
    private final Events stored;
    private final RecentEvents events;
    private final RecentRows<StreamRow.Receipt> receipts;
    private final SyncingUsers users;
    private final Wakeups wakeups;
    private final Interest interest;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("sync-users").factory());
    private volatile boolean running;

    LiveSync(Streams streams, Events stored, MembershipHistory memberships) {
        this.streams = streams;
        this.stored = stored;
        this.users = new SyncingUsers(streams, memberships);
        this.wakeups = new Wakeups(streams);
        this.interest = new Interest(users, memberships, streams);
        this.events = new RecentEvents(streams, EVENT_BYTES);
        this.receipts = new RecentRows<>(streams.position(StreamName.RECEIPTS), RECEIPTS);
        listen();
    }

    /// Where a sync stands: positions of all streams, and the user's rooms at just these.
    public record Moment(SyncToken token, UserRooms rooms) {}

    public RecentEvents events() {
        return events;
    }

    /// Receipts by room id.
    public RecentRows<StreamRow.Receipt> receipts() {
        return receipts;
    }

    /// The user who syncs; give it back with [#release].
    public SyncingUser acquire(UserId user) {
        return users.acquire(user);
    }

    public void release(SyncingUser user) {
        user.release(System.nanoTime());
    }

    /// Lets the user's requests wait for news of a room that the user is not joined to, until [#unwatch].
    public void watch(SyncingUser user, String roomId) {
        users.watch(user, roomId);
    }

    public void unwatch(SyncingUser user, String roomId) {
        users.unwatch(user, roomId);
    }

    /// Whether the process is about to end: nobody waits any more.
    public boolean closing() {
        return wakeups.closed();
    }

    /// Waits for news after a token, until `deadline` in the time of [System#nanoTime].
    public void await(SyncingUser user, SyncToken seen, long deadline) {
        user.await(seen, deadline, wakeups);
    }

    /// The present positions, never before those of `since`, and the user's rooms as of them.
    public Moment now(SyncingUser user, @Nullable SyncToken since) {
        while (true) {
            UserRooms rooms = user.rooms();
            catchUp(user, rooms, since);
            SyncToken token = token(since);
            boolean seenAll = token.position(StreamName.EVENTS) >= rooms.asOf();
            if (user.rooms() == rooms && seenAll) {
                return new Moment(token, rooms);
            }
            Thread.onSpinWait();
        }
    }

    private SyncToken token(@Nullable SyncToken since) {
        SyncToken token = SyncToken.now(streams);
        for (StreamName stream : Interest.STREAMS) {
            token = token.with(stream, interest.position(stream));
        }
        if (since == null) {
            return token;
        }
        for (StreamName stream : StreamName.values()) {
            if (since.position(stream) > token.position(stream)) {
                token = token.with(stream, since.position(stream));
            }
        }
        return token;
    }

    /// Positions move just after listeners were told, and other processes may be ahead: waits for what is known to come.
    private void catchUp(SyncingUser user, UserRooms rooms, @Nullable SyncToken since) {
        for (StreamName stream : DURABLE) {
            long wanted = Math.max(user.newest(stream), since == null ? 0 : since.position(stream));
            if (stream == StreamName.EVENTS) {
                wanted = Math.max(wanted, rooms.asOf());
            }
            if (streams.position(stream) < wanted) {
                await(stream, wanted);
            }
        }
        interest.await();
    }

    private void await(StreamName stream, long position) {
        try {
            streams.await(stream, position, PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        streams.<StreamRow.Event>listen(
                StreamName.EVENTS, (from, to, rows) -> hearEvents(from, to, rows));
        streams.<StreamRow.Receipt>listen(
                StreamName.RECEIPTS, (from, to, rows) -> hearReceipts(from, to, rows));
        streams.<StreamRow.Typing>listen(
                StreamName.TYPING, (from, to, rows) -> hearTyping(to, rows));
        streams.<StreamRow.ToDevice>listen(
                StreamName.TO_DEVICE,
                (from, to, rows) ->
                        hearOfUsers(
                                StreamName.TO_DEVICE,
                                to,
                                rows.stream().map(StreamRow.ToDevice::userId).toList()));
        streams.<StreamRow.AccountData>listen(
                StreamName.ACCOUNT_DATA,
                (from, to, rows) ->
                        hearOfUsers(
                                StreamName.ACCOUNT_DATA,
                                to,
                                rows.stream().map(StreamRow.AccountData::userId).toList()));
        streams.<StreamRow.PushRules>listen(
                StreamName.PUSH_RULES,
                (from, to, rows) ->
                        hearOfUsers(
                                StreamName.PUSH_RULES,
                                to,
                                rows.stream().map(StreamRow.PushRules::userId).toList()));
        streams.<StreamRow.StickyEvent>listen(
                StreamName.STICKY_EVENTS, (from, to, rows) -> hearSticky(to, rows));
        streams.<StreamRow.ThreadSubscription>listen(
                StreamName.THREAD_SUBSCRIPTIONS,
                (from, to, rows) ->
                        hearOfUsers(
                                StreamName.THREAD_SUBSCRIPTIONS,
                                to,
                                rows.stream().map(StreamRow.ThreadSubscription::userId).toList()));
        for (StreamName stream : Interest.STREAMS) {
            streams.listen(stream, (from, to, rows) -> interest.enqueue(stream, to, rows));
        }
    }

    private void hearEvents(long from, long to, List<StreamRow.Event> rows) {
        events.hear(from, to);
        Set<SyncingUser> waiting = new HashSet<>();
        for (StreamRow.Event row : rows) {
            if (row.redacts() != null) {
                stored.forget(new EventId(row.redacts()));
            }
            events.add(row);
            if (!row.softFailed()) {
                tellTarget(row, waiting);
                tellRoom(StreamName.EVENTS, row.position(), row.roomId(), waiting);
            }
        }
        wakeups.enqueue(StreamName.EVENTS, to, waiting);
    }

    private void tellTarget(StreamRow.Event row, Set<SyncingUser> waiting) {
        String target = row.stateKey();
        if (row.membership() == null || target == null) {
            return;
        }
        SyncingUser user = users.find(target);
        if (user != null) {
            users.change(user, row, row.membership());
            if (user.note(StreamName.EVENTS, row.position())) {
                waiting.add(user);
            }
        }
    }

    private void tellRoom(
            StreamName stream, long position, String roomId, Set<SyncingUser> waiting) {
        for (SyncingUser user : users.in(roomId)) {
            if (user.note(stream, position)) {
                waiting.add(user);
            }
        }
    }

    private void hearReceipts(long from, long to, List<StreamRow.Receipt> rows) {
        receipts.hear(from, to);
        Set<SyncingUser> waiting = new HashSet<>();
        for (StreamRow.Receipt row : rows) {
            receipts.add(row.roomId(), row);
            if (row.receiptType().equals("m.read.private")) {
                tellUser(StreamName.RECEIPTS, row.position(), row.userId(), waiting);
            } else {
                tellRoom(StreamName.RECEIPTS, row.position(), row.roomId(), waiting);
            }
        }
        wakeups.enqueue(StreamName.RECEIPTS, to, waiting);
    }

    private void hearTyping(long to, List<StreamRow.Typing> rows) {
        Set<SyncingUser> waiting = new HashSet<>();
        for (StreamRow.Typing row : rows) {
            tellRoom(StreamName.TYPING, row.position(), row.roomId(), waiting);
        }
        wakeups.enqueue(StreamName.TYPING, to, waiting);
    }

    private void hearSticky(long to, List<StreamRow.StickyEvent> rows) {
        Set<SyncingUser> waiting = new HashSet<>();
        for (StreamRow.StickyEvent row : rows) {
            tellRoom(StreamName.STICKY_EVENTS, row.position(), row.roomId(), waiting);
        }
        wakeups.enqueue(StreamName.STICKY_EVENTS, to, waiting);
    }

    private void hearOfUsers(StreamName stream, long to, Collection<String> about) {
        Set<SyncingUser> waiting = new HashSet<>();
        about.forEach(user -> tellUser(stream, to, user, waiting));
        wakeups.enqueue(stream, to, waiting);
    }

    private void tellUser(
            StreamName stream, long position, String userId, Set<SyncingUser> waiting) {
        SyncingUser user = users.find(userId);
        if (user != null && user.note(stream, position)) {
            waiting.add(user);
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("synapse.notifier.listeners", users, SyncingUsers::waiting)
                .description("Requests that wait for news")
                .register(registry);
        Gauge.builder("synapse.notifier.users", users, all -> all.all().size())
                .description("Users who sync")
                .register(registry);
        Gauge.builder("synapse.notifier.rooms", users, SyncingUsers::rooms)
                .description("Rooms that users who sync are in")
                .register(registry);
        wakeups.bindTo(registry);
    }

    @Override
    public void start() {
        running = true;
        wakeups.start();
        interest.start();
        timer.scheduleWithFixedDelay(
                () -> users.evictIdleSince(System.nanoTime() - IDLE.toNanos()),
                1,
                1,
                TimeUnit.MINUTES);
    }

    @Override
    public void stop() {
        running = false;
        wakeups.close(users.all());
        interest.stop();
        timer.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Ends before the web server, which waits for open requests.
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
