package io.heddle.federation.client;

import io.heddle.federation.client.FederationRequest.Retries;
import io.heddle.replication.config.FederationSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// How long to wait before a request is tried again: longer each time, and never exactly as long as others wait.
final class Pauses {
    private static final double LEAST_JITTER = 0.8;
    private static final double MOST_JITTER = 1.4;
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(4);

    private final FederationSettings.Client settings;
    private final RandomGenerator random;

    Pauses(FederationSettings.Client settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    int most(Retries retries) {
        return switch (retries) {
            case NONE -> 0;
            case SHORT -> settings.maxShortRetries();
            case LONG -> settings.maxLongRetries();
        };
    }

    /// @param retry 0 for the first
    Duration before(Retries retries, int retry) {
        boolean patient = retries == Retries.LONG;
        double millis =
                patient
                        ? LONG.toMillis() * Math.pow(4, retry)
                        : SHORT.toMillis() * Math.pow(2, retry);
        Duration longest = patient ? settings.maxLongRetryDelay() : settings.maxShortRetryDelay();
        double jitter = random.nextDouble(LEAST_JITTER, MOST_JITTER);
        return Duration.ofMillis((long) (Math.min(millis, longest.toMillis()) * jitter));
    }

    void take(Retries retries, int retry) {
        CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(
                                before(retries, retry).toMillis(), TimeUnit.MILLISECONDS))
                .join();
    }
}
