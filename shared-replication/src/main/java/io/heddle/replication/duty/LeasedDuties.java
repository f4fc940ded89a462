package io.heddle.replication.duty;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Duties held by rows of the table `duties`: a row names the holder, an epoch that rises with each change of holder, and
/// when the lease ends. An instance renews its leases well before they end, and takes those that have ended.
///
/// This instance trusts its own leases for less time than they last, by its own clock; what keeps a paused holder from
/// writing is [#fence], which compares epochs in the writing transaction.
public final class LeasedDuties implements Duties {
    /// How long a lease lasts unless renewed: a killed instance's duties are free to take after this.
    public static final Duration TERM = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LeasedDuties.class);
    private static final Duration TRUSTED = TERM.minusSeconds(2);

    private final DutyTable table;
    private final Clock clock;
    private final InstantSource shared;
    private final Holder holder;
    private final Map<Duty, Held> held = new ConcurrentHashMap<>();
    private volatile boolean fresh = true;

    /// @param instance this instance's name; a restarted instance has the same, and its first [#renew] takes over what it
    ///     held, so that a predecessor that lives on cannot write
    public LeasedDuties(JdbcClient jdbc, Clock clock, String instance) {
        this(
                new JdbcDutyTable(jdbc),
                clock,
                clock,
                new Holder(instance, UUID.randomUUID().toString()));
    }

    /// @param clock how long this instance trusts its leases
    /// @param shared the time that all instances agree on, in which leases end
    public LeasedDuties(DutyTable table, Clock clock, InstantSource shared, Holder holder) {
        this.table = table;
        this.clock = clock;
        this.shared = shared;
        this.holder = holder;
    }

    @Override
    public Optional<Lease> held(Duty duty) {
        Held mine = held.get(duty);
        return mine == null || clock.instant().isAfter(mine.trustedUntil())
                ? Optional.empty()
                : Optional.of(mine.lease());
    }

    /// What is held at this moment.
    public Set<Duty> all() {
        Instant now = clock.instant();
        Set<Duty> all = new HashSet<>();
        held.forEach((duty, mine) -> {
            if (!now.isAfter(mine.trustedUntil())) {
                all.add(duty);
            }
        });
        return all;
    }

    @Override
    public void fence(Collection<Lease> leases) {
        List<Lease> wanted = leases.stream().distinct().sorted(LeasedDuties::order).toList();
        Map<Duty, Long> epochs = table.lock(holder, wanted.stream().map(Lease::duty).toList());
        for (Lease lease : wanted) {
            if (!Long.valueOf(lease.epoch()).equals(epochs.get(lease.duty()))) {
                held.remove(lease.duty());
                throw new LeaseLostException(lease);
            }
        }
    }

    /// Renews what is held and takes what is free among `wanted`. Called every few seconds.
    public void renew(Collection<Duty> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        Instant trusted = clock.instant().plus(TRUSTED);
        Instant now = shared.instant();
        Map<Duty, Lease> got = new HashMap<>();
        table.claim(holder, fresh, wanted, now, now.plus(TERM))
                .forEach(lease -> got.put(lease.duty(), lease));
        fresh = false;
        for (Duty duty : wanted) {
            Lease lease = got.get(duty);
            if (lease != null) {
                held.put(duty, new Held(lease, trusted));
            } else if (held.remove(duty) != null) {
                LOG.warn("{} has gone to another instance", duty);
            }
        }
    }

    /// Gives up what is held and not `wanted` any more, so that those to whom it belongs can take it, then renews the rest.
    public void keep(Collection<Duty> wanted) {
        Set<Duty> kept = new HashSet<>(wanted);
        List<Duty> given = new ArrayList<>();
        for (Duty duty : held.keySet()) {
            if (!kept.contains(duty)) {
                given.add(duty);
            }
        }
        if (!given.isEmpty()) {
            given.forEach(held::remove);
            table.release(holder, given, shared.instant());
        }
        renew(wanted);
    }

    /// Gives everything back, so that others need not wait for the leases to end.
    public void release() {
        held.clear();
        table.releaseAll(holder, shared.instant());
    }

    private static int order(Lease one, Lease other) {
        int byRole = one.duty().role().compareTo(other.duty().role());
        return byRole != 0 ? byRole : one.duty().part().compareTo(other.duty().part());
    }

    private record Held(Lease lease, Instant trustedUntil) {}
}
