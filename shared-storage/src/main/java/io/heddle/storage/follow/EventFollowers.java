package io.heddle.storage.follow;

import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.follow.EventFollower.Work;
import org.springframework.stereotype.Component;

/// Makes followers of the events stream.
@Component
public class EventFollowers {
    private final FollowerPositions positions;
    private final Streams streams;
    private final Duties duties;

    EventFollowers(FollowerPositions positions, Streams streams, Duties duties) {
        this.positions = positions;
        this.streams = streams;
        this.duties = duties;
    }

    /// @param name under which the position is kept; never changes
    /// @param duty what the working instance must hold
    public EventFollower create(String name, Duty duty, Work work) {
        return new EventFollower(name, duty, positions, streams, duties, work);
    }
}
