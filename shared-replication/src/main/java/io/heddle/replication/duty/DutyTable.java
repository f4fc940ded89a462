package io.heddle.replication.duty;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Where leases are kept: one row a duty, with its holder, its epoch and the end of the lease.
public interface DutyTable {
    /// Renews what `holder` holds among `wanted`, and takes what is free: never held, or ended before `now`. The epoch rises
    /// with each change of holder.
    ///
    /// @param takeOver also take what another life of the same instance holds
    /// @return the leases that `holder` now has among `wanted`
    List<Lease> claim(
            Holder holder, boolean takeOver, Collection<Duty> wanted, Instant now, Instant end);

    /// The epochs of those duties that `holder` holds, locked until the end of the transaction.
    Map<Duty, Long> lock(Holder holder, Collection<Duty> duties);

    /// Ends leases of `holder` at once.
    void release(Holder holder, Collection<Duty> duties, Instant now);

    /// Ends all leases of `holder` at once.
    void releaseAll(Holder holder, Instant now);

    /// Who holds the parts of a role by leases that have not ended.
    Map<Duty, Holding> holdings(String role, Instant now);

    /// Who holds a duty, under which epoch.
    record Holding(Holder holder, long epoch) {}
}
