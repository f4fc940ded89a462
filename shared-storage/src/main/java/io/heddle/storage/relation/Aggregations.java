package io.heddle.storage.relation;

import io.heddle.protocol.id.EventId;
import io.heddle.storage.event.StoredEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is bundled with an event of the events that relate to it.
/// https://spec.matrix.org/v1.19/client-server-api/#aggregations-of-child-events
///
/// @param edit the replacement in force
/// @param thread the thread that the event is the root of
/// @param references the ids of the events that refer to it
public record Aggregations(
        @Nullable StoredEvent edit, @Nullable Thread thread, List<EventId> references) {

    /// @param latestAggregations what is bundled with the latest event
    /// @param count how many events the thread has besides its root
    /// @param participated the reader has sent the root or one of the events
    public record Thread(
            StoredEvent latest,
            @Nullable Aggregations latestAggregations,
            long count,
            boolean participated) {}

    boolean isEmpty() {
        return edit == null && thread == null && references.isEmpty();
    }
}
