package io.heddle.replication.starter;

import io.heddle.replication.bus.RedisBus;
import io.heddle.replication.instance.Instances;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamPoll;
import io.heddle.replication.stream.Streams;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Down when this process cannot follow the streams, or another has its name. A silent bus is told but is no illness: the
/// streams are followed without it.
final class ReplicationHealth implements HealthIndicator {
    private static final Duration TOO_LONG = Duration.ofSeconds(15);

    private final Streams streams;
    private final StreamPoll poll;
    private final RedisBus bus;
    private final Instances instances;

    ReplicationHealth(Streams streams, StreamPoll poll, RedisBus bus, Instances instances) {
        this.streams = streams;
        this.poll = poll;
        this.bus = bus;
        this.instances = instances;
    }

    @Override
    public Health health() {
        boolean follows = poll.sinceSuccess().compareTo(TOO_LONG) < 0;
        Health.Builder health = follows && !instances.isReplaced() ? Health.up() : Health.down();
        Map<String, Long> positions = new TreeMap<>();
        for (StreamName stream : StreamName.values()) {
            positions.put(stream.key(), streams.position(stream));
        }
        Map<String, Long> lag = new TreeMap<>();
        poll.lag().forEach((stream, rows) -> lag.put(stream.key(), rows));
        return health.withDetail("bus", bus.state().name().toLowerCase(Locale.ROOT))
                .withDetail("instance", instances.self().name())
                .withDetail("replaced", instances.isReplaced())
                .withDetail("live", instances.live().size())
                .withDetail("lastLookMs", poll.sinceSuccess().toMillis())
                .withDetail("positions", positions)
                .withDetail("lag", lag)
                .build();
    }
}
