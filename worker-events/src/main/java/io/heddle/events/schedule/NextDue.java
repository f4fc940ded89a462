package io.heddle.events.schedule;

import java.util.function.LongConsumer;
import org.springframework.stereotype.Component;

/// Tells who sends delayed events in this process that one was scheduled.
@Component
public class NextDue {
    private volatile LongConsumer listener = ts -> {};

    /// Has `earlier` told of the time of each event that is scheduled here.
    public void listen(LongConsumer earlier) {
        listener = earlier;
    }

    void at(long ts) {
        listener.accept(ts);
    }
}
