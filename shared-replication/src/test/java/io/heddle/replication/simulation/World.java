package io.heddle.replication.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.replication.bus.Seal;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyOffer;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.stream.StreamName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/// One schedule: a few processes over one storage and one bus, and everything that may happen to them, as a seed decides.
final class World {
    static final int PARTS = 8;
    static final DutyOffer OFFER = DutyOffer.buckets(Duty.ROOMS, PARTS);

    /// Two whose rows are on the bus, one whose rows are not.
    static final List<StreamName> STREAMS =
            List.of(StreamName.PUSH_RULES, StreamName.PUSHERS, StreamName.EVENTS);

    /// How long a duty takes to move at most.
    private static final long MOVED_WITHIN = 15_000;

    private static final int NODES = 3;
    private static final int STEPS = 40;

    final Random random;
    final Storage storage;
    final Seal seal;
    long now = 1_000_000;
    boolean busUp = true;
    int refused;
    private final List<Node> nodes = new ArrayList<>();
    private final PriorityQueue<Delivery> network =
            new PriorityQueue<>(Comparator.comparingLong(Delivery::at));
    private final Map<Lease, String> writers = new HashMap<>();
    private int lives;

    World(long seed) {
        this.random = new Random(seed);
        this.storage = new Storage(random);
        // Half of the systems have a secret; in the others messages are mere hints.
        List<String> secrets = random.nextBoolean() ? List.of("secret") : List.of();
        this.seal = new Seal(() -> secrets, "test.local");
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node(this, "node" + i, lives++));
        }
    }

    private record Delivery(long at, Node to, byte[] frame) {}

    Clock clock(long skewMs) {
        return InstantSource.offset(() -> Instant.ofEpochMilli(now), Duration.ofMillis(skewMs))
                .withZone(ZoneOffset.UTC);
    }

    void run() {
        storage.failing = true;
        for (int i = 0; i < STEPS; i++) {
            pass(random.nextInt(1500));
            happen();
        }
        settle();
    }

    private void happen() {
        Node node = nodes.get(random.nextInt(nodes.size()));
        int dice = random.nextInt(100);
        if (dice < 4) {
            crash(node);
        } else if (dice < 8) {
            node.pausedUntil = now + random.nextInt(30_000);
        } else if (dice < 11) {
            busUp = !busUp;
        } else if (dice < 14) {
            forge();
        } else if (!node.runs()) {
            return;
        } else if (dice < 60) {
            node.write(STREAMS.get(random.nextInt(STREAMS.size())), 1 + random.nextInt(3));
        } else if (dice < 75) {
            node.beginWork();
        } else if (dice < 95) {
            node.endWork();
        } else {
            node.say();
        }
    }

    /// Another life begins; sometimes the old one does not end, as when it was only paused.
    private void crash(Node node) {
        if (random.nextInt(3) == 0 && nodes.size() < NODES + 2) {
            node.pausedUntil = Math.max(node.pausedUntil, now + random.nextInt(20_000));
        } else {
            nodes.remove(node);
            network.removeIf(delivery -> delivery.to() == node);
        }
        nodes.add(new Node(this, node.name, lives++));
    }

    private void forge() {
        String news =
                "{\"i\":\"x\",\"s\":\"pushers\",\"f\":0,\"p\":" + random.nextInt(1 << 20) + "}";
        String frame =
                random.nextBoolean() ? "." + news : "A".repeat(random.nextInt(60)) + "." + news;
        send((random.nextInt(4) == 0 ? "garbage" : frame).getBytes(StandardCharsets.UTF_8));
    }

    /// The bus: loses, doubles, delays and so reorders.
    void send(byte[] frame) {
        for (Node node : nodes) {
            for (int copies = copies(); copies > 0; copies--) {
                network.add(new Delivery(now + random.nextInt(3000), node, frame));
            }
        }
    }

    private int copies() {
        if (!busUp) {
            return 0;
        }
        int dice = random.nextInt(10);
        return dice == 0 ? 0 : dice == 1 ? 2 : 1;
    }

    private void pass(long ms) {
        long end = now + ms;
        while (now < end) {
            now = Math.min(end, now + 500);
            while (!network.isEmpty() && network.peek().at() <= now) {
                Delivery delivery = network.poll();
                if (delivery.to().runs()) {
                    delivery.to().receive(delivery.frame());
                }
            }
            List.copyOf(nodes).forEach(Node::tick);
        }
    }

    void wrote(Lease lease, Node node) {
        long now = storage.holdings(OFFER.role(), Instant.MIN).get(lease.duty()).epoch();
        assertThat(lease.epoch()).as("Epoch of a write for %s", lease.duty()).isEqualTo(now);
        String other = writers.putIfAbsent(lease, node.life);
        assertThat(other)
                .as("Who wrote under %s besides %s", lease, node.life)
                .satisfiesAnyOf(
                        who -> assertThat(who).isNull(),
                        who -> assertThat(who).isEqualTo(node.life));
    }

    /// Nothing happens any more: everything is heard of, every duty is done.
    private void settle() {
        storage.failing = false;
        nodes.forEach(node -> node.pausedUntil = 0);
        pass(MOVED_WITHIN);
        nodes.forEach(Node::mustHaveHeardEverything);
        for (int part = 0; part < PARTS; part++) {
            Duty duty = new Duty(OFFER.role(), Integer.toString(part));
            long holders =
                    nodes.stream().filter(node -> node.leases.held(duty).isPresent()).count();
            assertThat(holders).as("Holders of %s", duty).isEqualTo(1);
        }
    }
}
