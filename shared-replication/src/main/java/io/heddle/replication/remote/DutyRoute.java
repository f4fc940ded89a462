package io.heddle.replication.remote;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.Instances;
import io.heddle.replication.internal.CallFailedException;
import io.heddle.replication.internal.InternalClient;
import io.heddle.replication.remote.DutyDirectory.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Brings work to whoever holds its duty: this process without further ado, another one by a call. While a duty moves, work
/// waits for its new holder.
public final class DutyRoute {
    /// Longer than a duty takes to move.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    /// How often work that may have been done is tried again.
    private static final int MAX_DOUBTS = 2;

    private final Duties duties;
    private final DutyDirectory directory;
    private final Instances instances;
    private final InternalClient client;

    public DutyRoute(
            Duties duties, DutyDirectory directory, Instances instances, InternalClient client) {
        this.duties = duties;
        this.directory = directory;
        this.instances = instances;
        this.client = client;
    }

    /// @param local the work, where this process can do it
    /// @param request the work for another process; `duty_epoch` is added
    /// @param read what its answer means
    /// @param repeatable whether doing the work twice does no harm, so that it may be tried again when its fate is unknown
    <T> T run(
            Duty duty,
            @Nullable Supplier<T> local,
            String call,
            ObjectNode request,
            Function<ObjectNode, T> read,
            boolean repeatable) {
        int doubts = 0;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (local != null && duties.held(duty).isPresent()) {
                try {
                    return local.get();
                } catch (LeaseLostException e) {
                    pause(duty);
                    continue;
                }
            }
            Optional<Target> target = directory.holder(duty).filter(found -> !isSelf(found));
            if (target.isEmpty()) {
                pause(duty);
                continue;
            }
            try {
                ObjectNode epoch = Json.object();
                epoch.setAll(request);
                epoch.put("duty_epoch", target.get().epoch());
                return read.apply(
                        client.call(
                                target.get().instance(),
                                call,
                                epoch,
                                Duration.ofNanos(end - System.nanoTime())));
            } catch (CallFailedException e) {
                if (e.mayHaveRun() && (!repeatable || ++doubts > MAX_DOUBTS)) {
                    throw unavailable("It is not known whether this was done: try again");
                }
                pause(duty);
            }
        }
        throw unavailable("Nobody is there to do this at the moment: try again");
    }

    /// Work that any holder of a part of a role can do.
    <T> T runAnywhere(String role, String call, ObjectNode request, Function<ObjectNode, T> read) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<Instance> able = directory.anyHolder(role).filter(found -> !isSelf(found));
            if (able.isPresent()) {
                try {
                    return read.apply(
                            client.call(
                                    able.get(),
                                    call,
                                    request,
                                    Duration.ofNanos(end - System.nanoTime())));
                } catch (CallFailedException e) {
                    if (e.mayHaveRun()) {
                        throw unavailable("It is not known whether this was done: try again");
                    }
                }
            }
            pause(new Duty(role, ""));
        }
        throw unavailable("Nobody is there to do this at the moment: try again");
    }

    private boolean isSelf(Target target) {
        return isSelf(target.instance());
    }

    private boolean isSelf(Instance found) {
        return found.name().equals(instances.self().name())
                && found.life().equals(instances.self().life());
    }

    private void pause(Duty duty) {
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        directory.forget(duty.role());
    }

    private static MatrixException unavailable(String why) {
        return new MatrixException(503, "M_UNKNOWN", why);
    }
}
