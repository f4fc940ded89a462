package io.heddle.storage.follow;

import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.follow.EventFollower.Work;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/// Makes followers of the events stream.
@Component
public class EventFollowers implements MeterBinder {
    private final FollowerPositions positions;
    private final Streams streams;
    private final Duties duties;
    private final List<EventFollower> created = new CopyOnWriteArrayList<>();

    EventFollowers(FollowerPositions positions, Streams streams, Duties duties) {
        this.positions = positions;
        this.streams = streams;
        this.duties = duties;
    }

    /// @param name under which the position is kept; never changes
    /// @param duty what the working instance must hold
    public EventFollower create(String name, Duty duty, Work work) {
        EventFollower follower = new EventFollower(name, duty, positions, streams, duties, work);
        created.add(follower);
        return follower;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (EventFollower follower : created) {
            Gauge.builder("synapse.event.processing.positions", follower, EventFollower::position)
                    .description("How far the events are worked through, where this is done")
                    .tag("name", follower.name())
                    .register(registry);
            Gauge.builder("heddle.follower.lag", follower, EventFollower::lag)
                    .description("Events that are still to be worked through")
                    .tag("name", follower.name())
                    .register(registry);
        }
    }
}
