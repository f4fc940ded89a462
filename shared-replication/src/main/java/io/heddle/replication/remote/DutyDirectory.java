package io.heddle.replication.remote;

import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyTable;
import io.heddle.replication.duty.DutyTable.Holding;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.Instances;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Who holds which duty, as this process last read it. An answer may be stale: whoever is asked in vain says so, and the
/// table is read again.
public final class DutyDirectory {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long BETWEEN_READS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final DutyTable table;
    private final Instances instances;
    private final InstantSource shared;
    private final Map<String, Read> roles = new ConcurrentHashMap<>();

    /// @param shared the time that all instances agree on
    public DutyDirectory(DutyTable table, Instances instances, InstantSource shared) {
        this.table = table;
        this.instances = instances;
        this.shared = shared;
    }

    /// The living holder of a duty.
    Optional<Target> holder(Duty duty) {
        Holding holding = read(duty.role(), FRESH_NANOS).get(duty);
        return holding == null
                ? Optional.empty()
                : instances
                        .find(holding.holder().toString())
                        .map(instance -> new Target(instance, holding.epoch()));
    }

    /// Any living instance that holds a part of a role.
    Optional<Instance> anyHolder(String role) {
        return read(role, FRESH_NANOS).values().stream()
                .map(holding -> instances.find(holding.holder().toString()))
                .flatMap(Optional::stream)
                .findAny();
    }

    /// What was read of a role is not so any more.
    void forget(String role) {
        read(role, BETWEEN_READS_NANOS);
    }

    private Map<Duty, Holding> read(String role, long freshNanos) {
        return roles.compute(
                        role,
                        (key, known) ->
                                known != null && System.nanoTime() - known.nanos() < freshNanos
                                        ? known
                                        : new Read(
                                                System.nanoTime(),
                                                table.holdings(key, shared.instant())))
                .holdings();
    }

    /// @param epoch under which it holds the duty, as far as known
    record Target(Instance instance, long epoch) {}

    private record Read(long nanos, Map<Duty, Holding> holdings) {}
}
