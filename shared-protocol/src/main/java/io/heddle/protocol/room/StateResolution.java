package io.heddle.protocol.room;

/// The state resolution algorithm of a room version.
public enum StateResolution {
    V1,
    V2,
    /// Begins from the empty state and adds the conflicted-state subgraph (room version 12).
    V2_1
}
