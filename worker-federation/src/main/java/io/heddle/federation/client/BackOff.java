package io.heddle.federation.client;

import io.heddle.protocol.id.ServerName;
import io.heddle.replication.config.FederationSettings;
import io.heddle.storage.federation.Destination;
import io.heddle.storage.federation.Destinations;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/// Leaves servers alone that fail: first for a while, then ever longer. When the while is over, one request tries; the others
/// wait for how that goes.
@Component
class BackOff {
    private static final double LEAST_JITTER = 0.8;
    private static final double MOST_JITTER = 1.4;

    private final Destinations destinations;
    private final FederationSettings.Client settings;
    private final RandomGenerator random;
    private final Clock clock;
    private final Set<ServerName> trying = ConcurrentHashMap.newKeySet();

    BackOff(
            Destinations destinations,
            FederationSettings settings,
            RandomGenerator random,
            Clock clock) {
        this.destinations = destinations;
        this.settings = settings.federation();
        this.random = random;
        this.clock = clock;
    }

    /// Lets a request through, or fails with [NoAnswer]. What is given must be closed.
    Permit enter(ServerName server, boolean ignoring) {
        Destination before = destinations.find(server);
        if (ignoring) {
            return new Permit(server, before, true, false);
        }
        if (before.isBackedOff(clock.millis())) {
            throw backedOff(server);
        }
        if (before.isFailing() && !trying.add(server)) {
            throw backedOff(server);
        }
        return new Permit(server, before, false, before.isFailing());
    }

    private static NoAnswer backedOff(ServerName server) {
        return new NoAnswer(
                server,
                NoAnswer.Reason.BACKED_OFF,
                server + " failed lately and is not asked for a while");
    }

    private Destination next(Destination before) {
        long now = clock.millis();
        long interval = settings.destinationMinRetryInterval().toMillis();
        if (before.isFailing()) {
            double longer =
                    before.retryInterval()
                            * settings.destinationRetryMultiplier()
                            * random.nextDouble(LEAST_JITTER, MOST_JITTER);
            interval = (long) Math.min(longer, settings.destinationMaxRetryInterval().toMillis());
        }
        return new Destination(before.failureTs() == 0 ? now : before.failureTs(), now, interval);
    }

    /// A request that is let through.
    final class Permit implements AutoCloseable {
        private final ServerName server;
        private final Destination before;
        private final boolean ignoring;
        private final boolean tries;

        Permit(ServerName server, Destination before, boolean ignoring, boolean tries) {
            this.server = server;
            this.before = before;
            this.ignoring = ignoring;
            this.tries = tries;
        }

        void succeeded() {
            destinations.answered(server);
        }

        /// Not of a request that was to be sent in any case.
        void failed() {
            if (!ignoring) {
                destinations.failed(server, next(before));
            }
        }

        @Override
        public void close() {
            if (tries) {
                trying.remove(server);
            }
        }
    }
}
