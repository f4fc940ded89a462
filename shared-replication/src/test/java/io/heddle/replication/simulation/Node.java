package io.heddle.replication.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.replication.bus.Inbox;
import io.heddle.replication.bus.NewsCodec;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyRounds;
import io.heddle.replication.duty.Holder;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.replication.duty.LeasedDuties;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.Instances;
import io.heddle.replication.stream.Bus;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamPoll;
import io.heddle.replication.stream.StreamReader;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.replication.stream.SyncToken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// One life of a process in the simulation: the production code of streams, bus messages and duties, its timers and threads
/// replaced by the world's clock.
final class Node implements Bus {
    private static final long ROUND_MS = 2500;

    final String name;
    final String life;
    final LeasedDuties leases;
    private final World world;
    private final NewsCodec codec;
    private final Streams streams;
    private final StreamPoll poll;
    private final Inbox inbox;
    private final DutyRounds rounds;
    private final List<Consumer<StreamNews<? extends StreamRow>>> handlers = new ArrayList<>();
    private final Map<StreamName, Long> start;
    private final Map<StreamName, List<StreamRow>> heard = new EnumMap<>(StreamName.class);
    private final Map<StreamName, Long> told = new EnumMap<>(StreamName.class);
    private final Deque<Lease> atWork = new ArrayDeque<>();
    long pausedUntil;
    private long nextRound;
    private long nextPoll;
    private SyncToken token;

    Node(World world, String name, int number) {
        this.world = world;
        this.name = name;
        this.life = "life" + number;
        String self = name + "/" + life;
        this.codec = new NewsCodec(world.seal, self);
        Map<StreamName, StreamReader<?>> readers = new EnumMap<>(StreamName.class);
        for (StreamName stream : World.STREAMS) {
            readers.put(stream, (from, to, limit) -> world.storage.read(stream, from, to, limit));
        }
        this.start = world.storage.positions();
        this.streams = new Streams(this, readers, start);
        this.poll = new StreamPoll(streams, world.storage::positions, world.clock(0));
        this.inbox =
                new Inbox(codec, self, news -> handlers.forEach(to -> to.accept(news)), () -> {});
        for (StreamName stream : World.STREAMS) {
            heard.put(stream, new ArrayList<>());
            told.put(stream, start.get(stream));
            streams.<StreamRow>listen(stream, (from, to, rows) -> hear(stream, from, to, rows));
        }
        Instances instances =
                new Instances(
                        world.storage,
                        world.clock(0),
                        new Instance(
                                name, life, "test", List.of(World.OFFER.role()), null, "1", "1"));
        long skew = world.random.nextInt(-60_000, 60_000);
        this.leases =
                new LeasedDuties(
                        world.storage, world.clock(skew), world.clock(0), new Holder(name, life));
        this.rounds = new DutyRounds(instances, leases, List.of(World.OFFER), false);
        this.nextRound = world.now;
        this.nextPoll = world.now + world.random.nextInt(2000);
        this.token = SyncToken.now(streams);
    }

    private void hear(StreamName stream, long from, long to, List<StreamRow> rows) {
        assertThat(from)
                .as("%s of %s goes on where it was", stream, name)
                .isEqualTo(told.get(stream));
        assertThat(to).isGreaterThan(from);
        told.put(stream, to);
        Objects.requireNonNull(heard.get(stream)).addAll(rows);
    }

    boolean runs() {
        return world.now >= pausedUntil;
    }

    /// What is due by the clock.
    void tick() {
        if (!runs()) {
            return;
        }
        if (world.now >= nextRound) {
            nextRound = world.now + ROUND_MS;
            rounds.run();
        }
        if (world.now >= nextPoll) {
            nextPoll = world.now + (world.busUp ? 2000 : 500);
            poll.poll();
        }
        SyncToken later = SyncToken.now(streams);
        for (StreamName stream : World.STREAMS) {
            assertThat(later.position(stream)).isGreaterThanOrEqualTo(token.position(stream));
        }
        token = later;
    }

    void receive(byte[] frame) {
        if (inbox.take(frame)) {
            poll.poll();
        }
    }

    /// Commits rows; what it tells may get lost on the way.
    void write(StreamName stream, int count) {
        long position = world.storage.write(stream, count);
        if (world.random.nextInt(20) == 0) {
            return; // died, or lost its breath, between the commit and the news
        }
        List<StreamRow> rows =
                List.copyOf(
                        world.storage.of(stream).subList((int) position - count, (int) position));
        publish(new StreamNews<>(stream, position - count, position, rows));
    }

    void say() {
        Map<StreamName, Long> positions = new EnumMap<>(StreamName.class);
        for (StreamName stream : World.STREAMS) {
            positions.put(stream, streams.position(stream));
        }
        world.send(codec.beat(positions));
    }

    @Override
    public void publish(StreamNews<? extends StreamRow> news) {
        try {
            handlers.forEach(handler -> handler.accept(news));
        } catch (IllegalStateException e) {
            nextPoll = world.now;
        }
        world.send(codec.encode(news));
    }

    @Override
    public void subscribe(Consumer<StreamNews<? extends StreamRow>> handler) {
        handlers.add(handler);
    }

    /// Begins work under a lease that it believes to hold.
    void beginWork() {
        String part = Integer.toString(world.random.nextInt(World.PARTS));
        leases.held(new Duty(World.OFFER.role(), part)).ifPresent(atWork::add);
    }

    /// Ends work begun earlier, perhaps long ago: writes under the fence.
    void endWork() {
        Lease lease = atWork.poll();
        if (lease != null) {
            try {
                leases.fence(List.of(lease));
                world.wrote(lease, this);
            } catch (LeaseLostException e) {
                world.refused++;
            }
        }
    }

    void mustHaveHeardEverything() {
        for (StreamName stream : World.STREAMS) {
            List<StreamRow> all = world.storage.of(stream);
            int since = start.get(stream).intValue();
            assertThat(heard.get(stream))
                    .as("%s as %s heard it", stream, name)
                    .isEqualTo(all.subList(since, all.size()));
            assertThat(streams.position(stream)).isEqualTo(all.size());
        }
    }
}
