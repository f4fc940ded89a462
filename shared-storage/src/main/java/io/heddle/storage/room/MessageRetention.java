package io.heddle.storage.room;

import io.heddle.protocol.event.StateKey;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.FollowingCache;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// For how long rooms keep their messages: by `m.room.retention`, the settings' default, and the settings' limits. State is
/// kept for ever. https://github.com/matrix-org/matrix-spec-proposals/blob/matthew/msc1763/proposals/1763-configurable-retention-periods.md
@Component
public class MessageRetention {
    public static final StateKey KEY = new StateKey("m.room.retention", "");

    private static final int ROOMS = 50_000;
    private static final long FOR_EVER = -1;

    private final JdbcClient jdbc;
    private final Events events;
    private final Clock clock;
    private final HomeserverSettings.Retention settings;
    private final FollowingCache<Long, Long> lifetimes;

    MessageRetention(
            JdbcClient jdbc,
            Events events,
            Clock clock,
            Streams streams,
            StateNews news,
            HomeserverSettings settings) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
        this.settings = settings.retention();
        this.lifetimes =
                new FollowingCache<>(streams, StreamName.EVENTS, ROOMS, Function.identity());
        news.listen((roomNid, key, position) -> {
            if (key == null || key.equals(KEY)) {
                lifetimes.changed(roomNid, position);
            }
        });
    }

    public boolean isEnabled() {
        return settings.enabled();
    }

    /// Messages sent before this time have expired, in milliseconds since 1970; the least number where none do.
    public long horizon(long roomNid) {
        return settings.enabled()
                ? Objects.requireNonNull(horizons(List.of(roomNid)).get(roomNid))
                : Long.MIN_VALUE;
    }

    /// The same for many rooms.
    public Map<Long, Long> horizons(Collection<Long> rooms) {
        Map<Long, Long> horizons = new HashMap<>();
        Map<Long, Long> kept = settings.enabled() ? lifetimes.getAll(rooms, this::read) : Map.of();
        long now = clock.millis();
        for (Long room : rooms) {
            long lifetime = kept.getOrDefault(room, FOR_EVER);
            horizons.put(room, lifetime == FOR_EVER ? Long.MIN_VALUE : now - lifetime);
        }
        return horizons;
    }

    /// Whether an event has expired where messages are kept from `horizon` on.
    public static boolean hasExpired(StoredEvent event, long horizon) {
        return event.pdu().originServerTs() < horizon && !event.pdu().isState();
    }

    /// How long some rooms keep messages, in milliseconds; rooms that keep them for ever are absent.
    public Map<Long, Long> lifetimes(Collection<Long> rooms) {
        Map<Long, Long> found = new HashMap<>(read(List.copyOf(rooms)));
        found.values().removeIf(lifetime -> lifetime == FOR_EVER);
        return found;
    }

    private Map<Long, Long> read(List<Long> rooms) {
        Map<Long, Long> current = new HashMap<>();
        jdbc.sql(
                        "SELECT room_nid, event_nid FROM room_state WHERE room_nid = ANY (?) AND type = ? AND state_key = ''"
                                + " AND to_pos = 9223372036854775807")
                .params(rooms.toArray(Long[]::new), KEY.type())
                .query(row -> {
                    current.put(row.getLong("room_nid"), row.getLong("event_nid"));
                });
        Map<Long, StoredEvent> policies = events.byNids(current.values());
        Map<Long, Long> found = new HashMap<>();
        for (Long room : rooms) {
            Long nid = current.get(room);
            found.put(room, lifetime(nid == null ? null : policies.get(nid)));
        }
        return found;
    }

    private long lifetime(@Nullable StoredEvent policy) {
        Long own = policy == null ? null : own(policy.pdu().content().get("max_lifetime"));
        Duration usual = settings.defaultPolicy().maxLifetime();
        if (own == null && usual == null) {
            return FOR_EVER;
        }
        long lifetime = own == null ? Objects.requireNonNull(usual).toMillis() : own;
        Duration least = settings.allowedLifetimeMin();
        Duration most = settings.allowedLifetimeMax();
        lifetime = least == null ? lifetime : Math.max(lifetime, least.toMillis());
        return most == null ? lifetime : Math.min(lifetime, most.toMillis());
    }

    private static @Nullable Long own(@Nullable JsonNode lifetime) {
        return lifetime != null
                        && lifetime.isIntegralNumber()
                        && lifetime.canConvertToLong()
                        && lifetime.longValue() >= 0
                ? lifetime.longValue()
                : null;
    }
}
