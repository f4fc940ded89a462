package io.heddle.client.history;

import io.heddle.storage.event.StoredEvent;
import java.util.List;

/// Some events of a timeline, in the direction of reading.
///
/// @param end the place after the last one looked at: where to go on
/// @param exhausted there is nothing to go on with
public record TimelinePage(List<StoredEvent> events, long end, boolean exhausted) {}
