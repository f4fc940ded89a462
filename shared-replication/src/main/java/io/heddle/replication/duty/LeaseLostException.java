package io.heddle.replication.duty;

/// Another instance has taken a duty that this one believed to hold; the write was not done.
public final class LeaseLostException extends RuntimeException {
    public LeaseLostException(Lease lease) {
        super("No longer the holder of " + lease.duty() + " at epoch " + lease.epoch());
    }
}
