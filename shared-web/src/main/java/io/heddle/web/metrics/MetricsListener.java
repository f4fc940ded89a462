package io.heddle.web.metrics;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.config.ReplicationSettings.Listener;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/// Listeners of type `metrics`: ports for Prometheus alone, which answer every path with the meters.
@Component
class MetricsListener implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsListener.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(1);
    private static final List<String> THIS_MACHINE = List.of("127.0.0.1");

    private final PrometheusMeterRegistry meters;
    private final ReactorResourceFactory resources;
    private final Scheduler scrapes;
    private final List<Listener> listeners;
    private final List<DisposableServer> servers = new ArrayList<>();

    MetricsListener(
            PrometheusMeterRegistry meters,
            ReactorResourceFactory resources,
            ExecutorService requestExecutor,
            HomeserverSettings settings,
            ReplicationSettings replication) {
        this.meters = meters;
        this.resources = resources;
        this.scrapes = Schedulers.fromExecutor(requestExecutor);
        List<Listener> wanted =
                replication.allListeners().stream().filter(Listener::isMetrics).toList();
        this.listeners = settings.enableMetrics() ? wanted : List.of();
        if (listeners.size() < wanted.size()) {
            LOG.warn("Listeners of type metrics stay closed: enable_metrics is not true");
        }
    }

    @Override
    public synchronized void start() {
        for (Listener listener : listeners) {
            for (String address : addresses(listener)) {
                servers.add(server(address, listener.port()));
            }
        }
    }

    private static List<String> addresses(Listener listener) {
        if (!listener.bindAddresses().isEmpty()) {
            return listener.bindAddresses();
        }
        return listener.bindAddress() != null ? List.of(listener.bindAddress()) : THIS_MACHINE;
    }

    private DisposableServer server(String address, int port) {
        HttpServer server =
                HttpServer.create()
                        .runOn(resources.getLoopResources())
                        .port(port)
                        .handle((request, response) ->
                                response.header("Content-Type", MetricsEndpoint.CONTENT_TYPE)
                                        .sendString(
                                                Mono.fromCallable(meters::scrape)
                                                        .subscribeOn(scrapes)));
        return (address.isEmpty() ? server : server.host(address)).bindNow();
    }

    @Override
    public synchronized void stop() {
        servers.forEach(server -> server.disposeNow(STOP_LIMIT));
        servers.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return !servers.isEmpty();
    }
}
