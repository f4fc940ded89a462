package io.heddle.replication.simulation;

import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyTable;
import io.heddle.replication.duty.Holder;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.InstanceTable;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// What PostgreSQL is in the simulation: rows and positions, leases, instances. Now and then it cannot be read.
final class Storage implements DutyTable, InstanceTable {
    private final Random random;
    private final Map<StreamName, List<StreamRow>> rows = new EnumMap<>(StreamName.class);
    private final Map<Duty, Row> duties = new HashMap<>();
    private final Map<String, Seen> instances = new HashMap<>();
    boolean failing;

    Storage(Random random) {
        this.random = random;
        for (StreamName stream : World.STREAMS) {
            rows.put(stream, new ArrayList<>());
        }
    }

    private record Row(Holder holder, long epoch, Instant end) {}

    private record Seen(Instance instance, Instant at) {}

    /// A commit of some rows; the last position.
    long write(StreamName stream, int count) {
        List<StreamRow> all = of(stream);
        for (int i = 0; i < count; i++) {
            all.add(row(stream, all.size() + 1));
        }
        return all.size();
    }

    private static StreamRow row(StreamName stream, long position) {
        String user = "@user" + position + ":test.local";
        return switch (stream) {
            case PUSH_RULES -> new StreamRow.PushRules(position, user);
            case PUSHERS -> new StreamRow.Pusher(position, user);
            default ->
                    new StreamRow.Event(
                            position,
                            1,
                            position,
                            "!room:test.local",
                            "$event" + position,
                            "m.test",
                            null,
                            user,
                            null,
                            null,
                            false,
                            null,
                            null);
        };
    }

    List<StreamRow> of(StreamName stream) {
        return Objects.requireNonNull(rows.get(stream));
    }

    List<StreamRow> read(StreamName stream, long from, long to, int limit) {
        if (failing && random.nextInt(8) == 0) {
            throw new IllegalStateException("The database is gone for a moment");
        }
        List<StreamRow> all = of(stream);
        int end = (int) Math.min(Math.min(to, all.size()), from + limit);
        return all.subList((int) Math.min(from, end), end);
    }

    Map<StreamName, Long> positions() {
        Map<StreamName, Long> positions = new EnumMap<>(StreamName.class);
        rows.forEach((stream, all) -> positions.put(stream, (long) all.size()));
        return positions;
    }

    @Override
    public List<Lease> claim(
            Holder holder, boolean takeOver, Collection<Duty> wanted, Instant now, Instant end) {
        List<Lease> got = new ArrayList<>();
        for (Duty duty : wanted) {
            Row row = duties.get(duty);
            boolean free =
                    row == null
                            || row.holder().equals(holder)
                            || row.end().isBefore(now)
                            || (takeOver && row.holder().name().equals(holder.name()));
            if (free) {
                long epoch = row == null ? 1 : row.epoch() + (row.holder().equals(holder) ? 0 : 1);
                duties.put(duty, new Row(holder, epoch, end));
                got.add(new Lease(duty, epoch));
            }
        }
        return got;
    }

    @Override
    public Map<Duty, Long> lock(Holder holder, Collection<Duty> wanted) {
        Map<Duty, Long> epochs = new HashMap<>();
        for (Duty duty : wanted) {
            Row row = duties.get(duty);
            if (row != null && row.holder().equals(holder)) {
                epochs.put(duty, row.epoch());
            }
        }
        return epochs;
    }

    @Override
    public void release(Holder holder, Collection<Duty> given, Instant now) {
        given.forEach(duty ->
                duties.computeIfPresent(
                        duty,
                        (key, row) ->
                                row.holder().equals(holder)
                                        ? new Row(holder, row.epoch(), now.minusSeconds(1))
                                        : row));
    }

    @Override
    public void releaseAll(Holder holder, Instant now) {
        release(holder, List.copyOf(duties.keySet()), now);
    }

    @Override
    public Map<Duty, Holding> holdings(String role, Instant now) {
        Map<Duty, Holding> holdings = new HashMap<>();
        duties.forEach((duty, row) -> holdings.put(duty, new Holding(row.holder(), row.epoch())));
        return holdings;
    }

    @Override
    public void announce(Instance self, Instant now) {
        instances.put(self.name(), new Seen(self, now));
    }

    @Override
    public boolean beat(Instance self, Instant now) {
        Seen seen = instances.get(self.name());
        if (seen == null || !seen.instance().life().equals(self.life())) {
            return false;
        }
        instances.put(self.name(), new Seen(self, now));
        return true;
    }

    @Override
    public void leave(Instance self) {
        instances.computeIfPresent(
                self.name(),
                (name, seen) -> seen.instance().life().equals(self.life()) ? null : seen);
    }

    @Override
    public List<Instance> seenSince(Instant since) {
        return instances.values().stream()
                .filter(seen -> !seen.at().isBefore(since))
                .map(Seen::instance)
                .toList();
    }
}
