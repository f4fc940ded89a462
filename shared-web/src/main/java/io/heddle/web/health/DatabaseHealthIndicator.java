package io.heddle.web.health;

import io.heddle.storage.database.DatabaseProbe;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Whether PostgreSQL answers: part of the readiness, not of the liveness, as no restart of this process mends it.
@Component("dbHealthIndicator")
class DatabaseHealthIndicator implements HealthIndicator {
    private final DatabaseProbe probe;

    DatabaseHealthIndicator(DatabaseProbe probe) {
        this.probe = probe;
    }

    @Override
    public Health health() {
        String complaint = probe.complaint();
        return complaint == null
                ? Health.up().build()
                : Health.down().withDetail("error", complaint).build();
    }
}
