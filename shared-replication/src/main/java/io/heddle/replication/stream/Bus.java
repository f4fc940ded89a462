package io.heddle.replication.stream;

import java.util.function.Consumer;

/// Carries news between processes. Delivery is best effort, at most once or more, in any order.
public interface Bus {
    /// Tells every process, this one included. In this process the news has been handled when the call returns.
    void publish(StreamNews<? extends StreamRow> news);

    void subscribe(Consumer<StreamNews<? extends StreamRow>> handler);
}
