package io.heddle.replication.instance;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This instance among the others: it announces itself, gives signs of life, and knows who else lives.
public final class Instances {
    /// Who was not seen for this long counts as gone: sooner than its leases end, so that they are taken when they do.
    public static final Duration GONE_AFTER = Duration.ofMillis(7500);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    private final InstanceTable table;
    private final InstantSource shared;
    private volatile Instance self;
    private volatile List<Instance> live;
    private volatile boolean announced;
    private volatile boolean replaced;
    private long lookedAgain = System.nanoTime() - LOOK_AGAIN_NANOS;

    /// @param shared the time that all instances agree on
    public Instances(InstanceTable table, InstantSource shared, Instance self) {
        this.table = table;
        this.shared = shared;
        this.self = self;
        this.live = List.of(self);
    }

    public Instance self() {
        return self;
    }

    /// Who lives, this instance included, as of the last [#beat].
    public List<Instance> live() {
        return live;
    }

    public Optional<Instance> named(String name) {
        return live.stream().filter(instance -> instance.name().equals(name)).findFirst();
    }

    /// A living instance by name and life, as in `name/life`; one that is new here is looked up.
    public Optional<Instance> find(String nameAndLife) {
        Optional<Instance> known = among(live, nameAndLife);
        return known.isPresent() ? known : among(lookAgain(), nameAndLife);
    }

    private static Optional<Instance> among(List<Instance> instances, String nameAndLife) {
        return instances.stream()
                .filter(one -> (one.name() + "/" + one.life()).equals(nameAndLife))
                .findFirst();
    }

    /// At most a few times a second, however many strangers call.
    private synchronized List<Instance> lookAgain() {
        if (System.nanoTime() - lookedAgain > LOOK_AGAIN_NANOS) {
            lookedAgain = System.nanoTime();
            live = table.seenSince(shared.instant().minus(GONE_AFTER));
        }
        return live;
    }

    /// Those that live and offer a role, this one included.
    public List<Instance> offering(String role) {
        return live.stream().filter(instance -> instance.offers(role)).toList();
    }

    /// Whether another process of the same name has started since: this one then does no duties.
    public boolean isReplaced() {
        return replaced;
    }

    /// Says where the internal listener is and what else can be asked there, at once.
    public synchronized void listensAt(String address, List<String> more) {
        Instance before = self;
        self =
                new Instance(
                        before.name(),
                        before.life(),
                        before.service(),
                        Stream.concat(before.roles().stream(), more.stream()).toList(),
                        address,
                        before.version(),
                        before.schema());
        announced = false;
        beat();
    }

    /// Gives a sign of life and looks who else does. Called every few seconds.
    public synchronized void beat() {
        if (!announced) {
            table.announce(self, shared.instant());
            announced = true;
        } else if (!table.beat(self, shared.instant()) && !replaced) {
            replaced = true;
            LOG.error(
                    "Another process has started as {}: this one does no duties any more",
                    self.name());
        }
        live = table.seenSince(shared.instant().minus(GONE_AFTER));
    }

    /// Says goodbye, so that the others need not wait.
    public synchronized void leave() {
        table.leave(self);
        announced = false;
    }
}
