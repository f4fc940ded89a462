package io.heddle.events.delayed;

import io.heddle.events.schedule.NextDue;
import io.heddle.events.send.EventSending;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.storage.account.AccountState;
import io.heddle.storage.account.AccountStates;
import io.heddle.storage.delayed.DelayedEvent;
import io.heddle.storage.delayed.DelayedEvents;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Sends delayed events when their time has come, on the instance that holds the duty. An event is taken under the lease,
/// sent as one transaction of its own, and then forgotten: whoever takes it again after a crash sends the same one.
@Component
class DelayedEventSender implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DelayedEventSender.class);
    private static final Duty DUTY = new Duty(Duty.DELAYED_EVENTS, "0");
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration TAKEN = Duration.ofSeconds(60);
    private static final int AT_ONCE = 200;
    private static final int MAX_ATTEMPTS = 10;

    private final DelayedEvents delayed;
    private final EventSending sending;
    private final Rooms rooms;
    private final AccountStates accounts;
    private final Duties duties;
    private final Clock clock;
    private final Counter sent;
    private final Counter failed;
    private final AtomicLong next = new AtomicLong();
    private volatile @Nullable Thread thread;

    DelayedEventSender(
            DelayedEvents delayed,
            EventSending sending,
            Rooms rooms,
            AccountStates accounts,
            Duties duties,
            Clock clock,
            NextDue due,
            MeterRegistry meters) {
        this.delayed = delayed;
        this.sending = sending;
        this.rooms = rooms;
        this.accounts = accounts;
        this.duties = duties;
        this.clock = clock;
        due.listen(this::wakeAt);
        this.sent =
                Counter.builder("heddle.delayed_events.sent")
                        .description("Delayed events that were sent")
                        .register(meters);
        this.failed =
                Counter.builder("heddle.delayed_events.failed")
                        .description("Delayed events that could not be sent and were dropped")
                        .register(meters);
    }

    /// An event's time comes at `ts`.
    private void wakeAt(long ts) {
        if (next.getAndUpdate(now -> Math.min(now, ts)) > ts) {
            LockSupport.unpark(thread);
        }
    }

    /// Sends an event now. False when there is no such event any more; fails as sending it does.
    boolean sendNow(String delayId) {
        Optional<DelayedEvent> event = delayed.take(delayId, clock.millis() + TAKEN.toMillis());
        event.ifPresent(taken -> {
            try {
                send(taken, taken.originServerTs());
                sent.increment();
            } finally {
                delayed.done(delayId);
            }
        });
        return event.isPresent();
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            Thread started = Thread.ofVirtual().name("delayed-events").unstarted(this::run);
            thread = started;
            started.start();
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /// Ends before what stores events.
    @Override
    public int getPhase() {
        return 100;
    }

    private void run() {
        while (thread == Thread.currentThread() && !Thread.currentThread().isInterrupted()) {
            sendDueSafely();
            long wait = Math.min(POLL.toMillis(), next.get() - clock.millis());
            if (wait > 0) {
                LockSupport.parkNanos(this, Duration.ofMillis(wait).toNanos());
            }
        }
    }

    private void sendDueSafely() {
        next.set(Long.MAX_VALUE);
        try {
            Lease lease = duties.held(DUTY).orElse(null);
            if (lease != null) {
                sendDue(lease);
            }
        } catch (LeaseLostException e) {
            LOG.info("Delayed events have gone to another instance");
        } catch (RuntimeException e) {
            LOG.warn("Delayed events not sent: {}", e.getMessage());
        }
    }

    private void sendDue(Lease lease) {
        long due = delayed.next(lease).orElse(Long.MAX_VALUE);
        if (due <= clock.millis()) {
            sendClaimed(lease);
            due = delayed.next(lease).orElse(Long.MAX_VALUE);
        }
        long known = due;
        next.getAndUpdate(now -> Math.min(now, known));
    }

    private void sendClaimed(Lease lease) {
        Map<Long, List<DelayedEvent>> byRoom = new LinkedHashMap<>();
        for (DelayedEvent event : delayed.claim(lease, clock.millis(), AT_ONCE)) {
            byRoom.computeIfAbsent(event.roomNid(), nid -> new ArrayList<>()).add(event);
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            byRoom.values().forEach(events -> threads.execute(() -> sendAll(events)));
        }
    }

    /// The events of a room in their order. What would set the same state again at the same moment is left out.
    private void sendAll(List<DelayedEvent> events) {
        Set<List<String>> set = new HashSet<>();
        for (DelayedEvent event : events) {
            List<String> state =
                    event.stateKey() == null ? null : List.of(event.type(), event.stateKey());
            if (state != null && set.contains(state)) {
                delayed.done(event.delayId());
            } else if (sendSafely(event) && state != null) {
                set.add(state);
            }
        }
    }

    private boolean sendSafely(DelayedEvent event) {
        try {
            Long claimed = event.originServerTs();
            send(event, claimed == null ? Long.valueOf(event.sendTs()) : claimed);
            delayed.done(event.delayId());
            sent.increment();
            return true;
        } catch (MatrixException e) {
            if (e.status() < 500 && e.status() != 429) {
                drop(event, e);
            } else {
                tryAgain(event, e);
            }
        } catch (RuntimeException e) {
            tryAgain(event, e);
        }
        return false;
    }

    private void tryAgain(DelayedEvent event, RuntimeException cause) {
        if (event.attempts() >= MAX_ATTEMPTS) {
            drop(event, cause);
        } else if (isRunning()) {
            LOG.info("A delayed event waits once more: {}", cause.getMessage());
            delayed.retry(event.delayId(), clock.millis() + RETRY.toMillis());
        }
    }

    private void drop(DelayedEvent event, RuntimeException cause) {
        LOG.info("A delayed event cannot be sent: {}", cause.getMessage());
        delayed.done(event.delayId());
        failed.increment();
    }

    private EventId send(DelayedEvent event, @Nullable Long ts) {
        Room room = rooms.find(event.roomNid()).orElseThrow();
        EventDraft draft =
                (event.stateKey() == null
                                ? EventDraft.message(event.userId(), event.type(), event.content())
                                : EventDraft.state(
                                        event.userId(),
                                        event.type(),
                                        event.stateKey(),
                                        event.content()))
                        .at(ts)
                        .sticky(event.stickyMs())
                        .in(ClientTransaction.delayed(event.delayId()));
        return sending.sendDelayed(requester(event), room.id(), draft);
    }

    private Requester requester(DelayedEvent event) {
        AccountState account = accounts.find(event.userId()).orElse(null);
        if (account != null && account.deactivated()) {
            throw MatrixException.forbidden("The account is deactivated");
        }
        return new Requester(
                event.userId(),
                event.deviceId(),
                0,
                account != null && account.guest(),
                account != null && account.admin(),
                account != null && account.suspended(),
                null);
    }
}
