package io.heddle.replication.bus;

/// How the bus does. Only `UP` means that news comes by it; otherwise PostgreSQL is looked at more often.
public enum BusState {
    /// No connection to Redis.
    DOWN,
    /// Connected, but what this process says does not come back.
    SILENT,
    UP
}
