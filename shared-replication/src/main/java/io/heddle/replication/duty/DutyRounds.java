package io.heddle.replication.duty;

import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.Instances;
import java.util.Collection;
import java.util.List;

/// One round, every few seconds: give a sign of life, see who lives, keep the duties that belong here. Rounds are plain
/// calls; [DutyKeeper] makes them at their time.
public final class DutyRounds {
    private final Instances instances;
    private final LeasedDuties leases;
    private final List<DutyOffer> offers;
    private final boolean alone;

    /// @param alone whether this process is the whole system, and everything belongs to it
    public DutyRounds(
            Instances instances, LeasedDuties leases, List<DutyOffer> offers, boolean alone) {
        this.instances = instances;
        this.leases = leases;
        this.offers = List.copyOf(offers);
        this.alone = alone;
    }

    public void run() {
        instances.beat();
        if (instances.isReplaced()) {
            leases.keep(List.of());
        } else {
            leases.keep(offers.stream().flatMap(offer -> mine(offer).stream()).toList());
        }
    }

    /// Gives everything back.
    public void end() {
        leases.release();
        instances.leave();
    }

    private Collection<Duty> mine(DutyOffer offer) {
        String self = instances.self().name();
        List<String> live =
                alone
                        ? List.of(self)
                        : instances.live().stream()
                                .filter(instance -> instance.offers(offer.role()))
                                .map(Instance::name)
                                .toList();
        return Spreading.of(offer, self, live);
    }
}
