package io.heddle.replication.instance;

import java.time.Instant;
import java.util.List;

/// Where instances announce themselves.
public interface InstanceTable {
    /// Announces an instance anew: whoever had its name before is replaced.
    void announce(Instance self, Instant now);

    /// A sign of life; false when another life has taken the name since.
    boolean beat(Instance self, Instant now);

    /// Takes the instance out, unless another life has its name.
    void leave(Instance self);

    /// Those seen since.
    List<Instance> seenSince(Instant since);
}
