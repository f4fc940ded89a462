package io.heddle.events.persist;

/// Whose events are written: a room in memory. Called from the writer's thread; must not block.
public interface WriteOwner {
    /// Whether events prepared in this generation of the room may still be stored.
    boolean isCurrent(long generation);

    /// What is in memory is not what is stored: ends the generation.
    void invalidate();

    /// The events are durable and readable. Called once a write, before its sender hears of it.
    void stored(PendingWrite write);

    /// The events were not stored. Called once a write, before its sender hears of it.
    void dropped(PendingWrite write);
}
