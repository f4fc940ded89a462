package io.heddle.replication.duty;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final JdbcClient jdbc;
    private final Clock clock;
    private final String instance;
    private final Map<Duty, Held> held = new ConcurrentHashMap<>();
    private volatile boolean fresh = true;

    /// @param instance this instance's name; a restarted instance has the same, and its first [#renew] raises the epoch of
    ///     what it held, so that a predecessor that lives on cannot write
    public LeasedDuties(JdbcClient jdbc, Clock clock, String instance) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.instance = instance;
    }

    @Override
    public Optional<Lease> held(Duty duty) {
        Held mine = held.get(duty);
        return mine == null || clock.instant().isAfter(mine.trustedUntil())
                ? Optional.empty()
                : Optional.of(mine.lease());
    }

    @Override
    public void fence(Collection<Lease> leases) {
        List<Lease> wanted = leases.stream().distinct().sorted(LeasedDuties::order).toList();
        Map<Duty, Long> epochs = new HashMap<>();
        jdbc.sql(
                        "SELECT role, part, epoch FROM duties WHERE (role, part) IN (SELECT * FROM unnest(?::text[], ?::text[]))"
                                + " AND holder = ? ORDER BY role, part FOR SHARE")
                .params(
                        Arrays.asList(
                                wanted.stream()
                                        .map(lease -> lease.duty().role())
                                        .toArray(String[]::new),
                                wanted.stream()
                                        .map(lease -> lease.duty().part())
                                        .toArray(String[]::new),
                                instance))
                .query((row, number) ->
                        Map.entry(
                                new Duty(row.getString("role"), row.getString("part")),
                                row.getLong("epoch")))
                .list()
                .forEach(entry -> epochs.put(entry.getKey(), entry.getValue()));
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
        Instant now = clock.instant();
        OffsetDateTime end = now.plus(TERM).atOffset(ZoneOffset.UTC);
        Map<Duty, Lease> got = new HashMap<>();
        jdbc.sql(
                        "INSERT INTO duties AS d (role, part, holder, epoch, expires_at)"
                                + " SELECT w.role, w.part, ?, 1, ? FROM unnest(?::text[], ?::text[]) AS w (role, part)"
                                + " ORDER BY w.role, w.part"
                                + " ON CONFLICT (role, part) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at,"
                                + " epoch = d.epoch + CASE WHEN d.holder = excluded.holder AND NOT ? THEN 0 ELSE 1 END"
                                + " WHERE d.holder = excluded.holder OR d.expires_at < ?"
                                + " RETURNING role, part, epoch")
                .params(
                        Arrays.asList(
                                instance,
                                end,
                                wanted.stream().map(Duty::role).toArray(String[]::new),
                                wanted.stream().map(Duty::part).toArray(String[]::new),
                                fresh,
                                now.atOffset(ZoneOffset.UTC)))
                .query((row, number) ->
                        new Lease(
                                new Duty(row.getString("role"), row.getString("part")),
                                row.getLong("epoch")))
                .list()
                .forEach(lease -> got.put(lease.duty(), lease));
        fresh = false;
        Instant trusted = now.plus(TRUSTED);
        for (Duty duty : wanted) {
            Lease lease = got.get(duty);
            if (lease != null) {
                held.put(duty, new Held(lease, trusted));
            } else if (held.remove(duty) != null) {
                LOG.warn("{} has gone to another instance", duty);
            }
        }
    }

    /// How many duties of a role this instance holds at this moment.
    public int count(String role) {
        Instant now = clock.instant();
        return (int)
                held.values().stream()
                        .filter(mine -> mine.lease().duty().role().equals(role))
                        .filter(mine -> !now.isAfter(mine.trustedUntil()))
                        .count();
    }

    /// Gives everything back, so that others need not wait for the leases to end.
    public void release() {
        held.clear();
        jdbc.sql("UPDATE duties SET expires_at = ? WHERE holder = ?")
                .params(clock.instant().minusSeconds(1).atOffset(ZoneOffset.UTC), instance)
                .update();
    }

    private static int order(Lease one, Lease other) {
        int byRole = one.duty().role().compareTo(other.duty().role());
        return byRole != 0 ? byRole : one.duty().part().compareTo(other.duty().part());
    }

    private record Held(Lease lease, Instant trustedUntil) {}
}
