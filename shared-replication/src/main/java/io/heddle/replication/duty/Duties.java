package io.heddle.replication.duty;

import java.util.Collection;
import java.util.Optional;

/// The duties of this instance.
public interface Duties {
    /// The lease under which this instance holds a duty at this moment, if it does. Cheap: no I/O.
    Optional<Lease> held(Duty duty);

    /// Fails with [LeaseLostException] when any of the leases is no longer ours. Runs inside the caller's transaction and
    /// keeps the leases from moving until it ends.
    void fence(Collection<Lease> leases);
}
