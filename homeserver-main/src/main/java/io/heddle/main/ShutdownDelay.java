package io.heddle.main;

import io.heddle.replication.config.HomeserverSettings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// The first thing of an orderly end, once the readiness is down: with `shutdown_delay` the server serves on for so long,
/// until load balancers have noticed. Then waiting requests are answered, open ones finished, and the database stopped.
@Component
class ShutdownDelay {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownDelay.class);

    private final Duration delay;
    private final CountDownLatch never = new CountDownLatch(1);

    ShutdownDelay(HomeserverSettings settings) {
        this.delay = settings.shutdownDelay();
    }

    @EventListener
    void closing(ContextClosedEvent event) {
        if (delay.isZero()) {
            LOG.info("Stopping");
            return;
        }
        LOG.info("Stopping in {} ms", delay.toMillis());
        try {
            never.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
