package io.heddle.replication.duty;

/// A duty held: a write done under it names its epoch, and fails when another instance has since taken the duty.
public record Lease(Duty duty, long epoch) {}
