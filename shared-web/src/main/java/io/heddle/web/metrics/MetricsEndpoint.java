package io.heddle.web.metrics;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.config.ReplicationSettings.Listener;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /_synapse/metrics` beside everything else: with `enable_metrics`, and where `listeners` are given, for one that
/// names `metrics` among its resources.
@RestController
class MetricsEndpoint {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters;
    private final boolean served;

    MetricsEndpoint(
            PrometheusMeterRegistry meters,
            HomeserverSettings settings,
            ReplicationSettings replication) {
        this.meters = meters;
        this.served = settings.enableMetrics() && isAmong(replication.allListeners());
    }

    private static boolean isAmong(List<Listener> listeners) {
        return listeners.stream().noneMatch(Listener::isPublic)
                || listeners.stream()
                        .anyMatch(listener -> listener.isPublic() && listener.serves("metrics"));
    }

    @GetMapping("/_synapse/metrics")
    ResponseEntity<String> metrics() {
        if (!served) {
            throw MatrixException.unrecognized(404);
        }
        return ResponseEntity.ok().header("Content-Type", CONTENT_TYPE).body(meters.scrape());
    }
}
