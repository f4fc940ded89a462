package io.heddle.client.search;

import io.heddle.storage.event.StoredEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of what a search found.
///
/// @param count about how many there are in all
/// @param next where to go on; null at the end
record SearchResults(
        List<Hit> hits, long count, List<String> highlights, @Nullable SearchToken next) {
    static final SearchResults NONE = new SearchResults(List.of(), 0, List.of(), null);

    record Hit(StoredEvent event, double rank) {}
}
