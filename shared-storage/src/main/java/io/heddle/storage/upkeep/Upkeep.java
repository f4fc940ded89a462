package io.heddle.storage.upkeep;

import java.time.Duration;
import java.util.List;

/// Work to be done again and again in the background: one bean each, found by [UpkeepRunner].
///
/// @param name in settings and metrics, such as `to_device_transactions`
/// @param every how much later it is done again, unless the settings say otherwise
public record Upkeep(String name, Duration every, Step step) {

    /// A short piece of the work.
    @FunctionalInterface
    public interface Step {
        /// @param limit how many rows to deal with at most
        /// @return how many it dealt with; as many as `limit` when there may be more
        int run(int limit);
    }

    /// Several of them as one bean.
    public record Group(List<Upkeep> all) {}
}
