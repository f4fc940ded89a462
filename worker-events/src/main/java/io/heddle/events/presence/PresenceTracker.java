package io.heddle.events.presence;

import io.heddle.protocol.id.UserId;
import io.heddle.replication.call.Presences;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.ephemeral.EphemeralStreams;
import io.heddle.replication.ephemeral.PresenceStates;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Merges what a user's devices say into one presence and lets it decay: unavailable after five idle minutes, offline when
/// no device is left. Only users who are not offline are kept.
@Component
class PresenceTracker implements Presences, SmartLifecycle, MeterBinder {
    static final Duration IDLE = Duration.ofMinutes(5);
    static final Duration CURRENTLY_ACTIVE = Duration.ofMinutes(1);
    private static final Duration SET_VALID = Duration.ofMinutes(5);
    private static final long SWEEP_SECONDS = 5;

    private final EphemeralStreams streams;
    private final PresenceStates states;
    private final Clock clock;
    private final boolean enabled;
    private final Map<String, Tracked> users = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("presence").factory());
    private final LongAdder activities = new LongAdder();
    private final LongAdder updates = new LongAdder();
    private final LongAdder told = new LongAdder();
    private volatile boolean running;

    PresenceTracker(
            EphemeralStreams streams,
            PresenceStates states,
            Clock clock,
            HomeserverSettings settings) {
        this.streams = streams;
        this.states = states;
        this.clock = clock;
        this.enabled = settings.presence().enabled();
    }

    @Override
    public void set(
            UserId user, @Nullable String deviceId, String presence, @Nullable String statusMsg) {
        change(
                user.value(),
                tracked -> {
                    tracked.statusMsg = statusMsg;
                    if (presence.equals(OFFLINE)) {
                        tracked.devices.clear();
                    } else {
                        tracked.devices.put(
                                device(deviceId),
                                new Device(presence, clock.millis() + SET_VALID.toMillis()));
                        tracked.lastActive = clock.millis();
                    }
                });
    }

    @Override
    public void seen(UserId user, @Nullable String deviceId, String presence, Duration valid) {
        if (presence.equals(OFFLINE)) {
            meet(user);
            return;
        }
        change(
                user.value(),
                tracked -> {
                    tracked.devices.put(
                            device(deviceId),
                            new Device(presence, clock.millis() + valid.toMillis()));
                    if (tracked.lastActive == 0) {
                        tracked.lastActive = clock.millis();
                    }
                });
    }

    @Override
    public void active(UserId user) {
        activities.increment();
        if (users.containsKey(user.value())) {
            change(user.value(), tracked -> tracked.lastActive = clock.millis());
        }
    }

    private static String device(@Nullable String deviceId) {
        return deviceId == null ? "-" : deviceId;
    }

    /// Somebody of whom nothing was heard yet is known from now on, as offline.
    private void meet(UserId user) {
        if (states.of(user.value()).isEmpty() && !users.containsKey(user.value())) {
            change(user.value(), tracked -> {});
        }
    }

    private void change(String user, java.util.function.Consumer<Tracked> change) {
        if (!enabled) {
            return;
        }
        updates.increment();
        users.compute(
                user,
                (id, present) -> {
                    Tracked tracked = present == null ? returning(id) : present;
                    change.accept(tracked);
                    tell(id, tracked);
                    return tracked.told != null && tracked.told.presence().equals(OFFLINE)
                            ? null
                            : tracked;
                });
    }

    /// A user whose devices were all gone has the message they left.
    private Tracked returning(String user) {
        Tracked tracked = new Tracked();
        tracked.statusMsg = states.of(user).map(StreamRow.Presence::statusMsg).orElse(null);
        return tracked;
    }

    private void tell(String user, Tracked tracked) {
        StreamRow.Presence now = tracked.state(user, clock.millis());
        StreamRow.Presence told = tracked.told;
        boolean same =
                told != null
                        && told.presence().equals(now.presence())
                        && java.util.Objects.equals(told.statusMsg(), now.statusMsg())
                        && told.currentlyActive() == now.currentlyActive();
        if (same) {
            return;
        }
        this.told.increment();
        tracked.told =
                streams.publish(
                        StreamName.PRESENCE,
                        user,
                        position ->
                                new StreamRow.Presence(
                                        position,
                                        user,
                                        now.presence(),
                                        now.statusMsg(),
                                        now.lastActiveTs(),
                                        now.currentlyActive()));
    }

    private void sweep() {
        long now = clock.millis();
        for (String user : users.keySet()) {
            change(
                    user,
                    tracked -> tracked.devices.values().removeIf(device -> device.until() < now));
        }
    }

    @Override
    public void start() {
        running = true;
        timer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter("bump.active.time", "Signs of users' activity", activities, registry);
        counter("presence.updates", "Looks at users' presence", updates, registry);
        counter("notified.presence", "Changes of presence that were told", told, registry);
        Gauge.builder("synapse.handlers.presence.user.to.current.state.size", users, Map::size)
                .description("Users who are not offline")
                .register(registry);
    }

    private static void counter(
            String name, String description, LongAdder value, MeterRegistry registry) {
        FunctionCounter.builder("synapse.handler.presence." + name, value, LongAdder::sum)
                .description(description)
                .register(registry);
    }

    private record Device(String presence, long until) {}

    private static final class Tracked {
        private final Map<String, Device> devices = new HashMap<>();
        private @Nullable String statusMsg;
        private long lastActive;
        private StreamRow.@Nullable Presence told;

        StreamRow.Presence state(String user, long now) {
            boolean online =
                    devices.values().stream().anyMatch(device -> device.presence().equals(ONLINE));
            long idle = now - lastActive;
            String presence =
                    devices.isEmpty()
                            ? OFFLINE
                            : online && idle < IDLE.toMillis() ? ONLINE : UNAVAILABLE;
            return new StreamRow.Presence(
                    0,
                    user,
                    presence,
                    statusMsg,
                    lastActive,
                    presence.equals(ONLINE) && idle < CURRENTLY_ACTIVE.toMillis());
        }
    }
}
