package io.heddle.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

class MetricsTest {
    private static final String SEND = "servlet=RoomSendEventRestServlet";
    private static final String SYNC = "servlet=SyncRestServlet";

    private final HeddleServer server = OperatedServer.shared();

    @Test
    @Tag("OPS-04")
    void knownTrafficIsCounted() throws Exception {
        TestClient alice = server.user("alice");
        String room = alice.createRoom("{}");
        String since = alice.sync(null, 0).ok().text("next_batch");
        Scrape before = Scrape.of(server);
        for (int i = 0; i < 3; i++) {
            alice.sendText(room, "hello " + i);
        }
        alice.get("/_matrix/client/r0/sync?timeout=0&since=" + since).ok();
        alice.sync(null, 0).ok();
        Scrape after =
                scrapedWhen(now ->
                        now.sum("http_server_requests_seconds_count", uri("sync"))
                                        - before.sum(
                                                "http_server_requests_seconds_count", uri("sync"))
                                == 2);

        assertThat(rise(before, after, "synapse_storage_events_persisted_events_total"))
                .isEqualTo(3);
        assertThat(
                        rise(
                                before,
                                after,
                                "synapse_storage_events_persisted_events_sep_total",
                                "type=m.room.message",
                                "origin_type=local"))
                .isEqualTo(3);
        assertThat(rise(before, after, "synapse_event_persisted_position")).isEqualTo(3);
        assertThat(rise(before, after, "heddle_replication_position", "stream=events"))
                .isEqualTo(3);
        assertThat(rise(before, after, "synapse_http_server_response_count_total", SEND))
                .isEqualTo(3);
        assertThat(
                        rise(
                                before,
                                after,
                                "synapse_http_server_response_time_seconds_count",
                                SEND,
                                "code=200",
                                "method=PUT"))
                .isEqualTo(3);
        assertThat(
                        rise(
                                before,
                                after,
                                "synapse_http_server_response_time_seconds_bucket",
                                SEND,
                                "le=+Inf"))
                .isEqualTo(3);
        assertThat(rise(before, after, "synapse_http_server_response_size_total", SEND))
                .isGreaterThan(100);
        assertThat(rise(before, after, "synapse_http_server_requests_received_total", SYNC))
                .isEqualTo(2);
        assertThat(
                        rise(
                                before,
                                after,
                                "synapse_handlers_sync_nonempty_total",
                                "type=incremental_sync",
                                "lazy_loaded=false"))
                .isEqualTo(1);
        assertThat(rise(before, after, "heddle_sync_work_seconds_count", "type=initial_sync"))
                .isEqualTo(1);
        assertThat(rise(before, after, "heddle_events_commit_seconds_count")).isBetween(1., 3.);
        assertThat(rise(before, after, "heddle_events_batch_sum")).isEqualTo(3);
        assertThat(
                        rise(
                                before,
                                after,
                                "synapse_storage_transaction_time_count_total",
                                "desc=event-writer"))
                .isBetween(1., 3.);
        assertThat(after.sum("heddle_replication_duties", "role=rooms")).isEqualTo(128);
        assertThat(rise(before, after, "synapse_util_caches_cache", "name=access_tokens"))
                .isGreaterThanOrEqualTo(5);
        assertThat(rise(before, after, "synapse_util_caches_cache_hits", "name=access_tokens"))
                .isGreaterThanOrEqualTo(5);
        assertThat(after.sum("synapse_server_name_info", "server_name=localhost")).isEqualTo(1);
        assertThat(after.names())
                .contains(
                        "synapse_build_info",
                        "synapse_util_caches_cache_size",
                        "synapse_util_caches_cache_evicted_size",
                        "synapse_storage_schedule_time_sum",
                        "synapse_storage_transaction_time_sum_total",
                        "synapse_http_server_response_db_txn_count_total",
                        "synapse_http_server_response_db_txn_duration_seconds_total",
                        "synapse_http_server_in_flight_requests_count",
                        "synapse_handler_presence_presence_updates_total",
                        "synapse_notifier_users_woken_by_stream_total",
                        "synapse_event_processing_positions",
                        "heddle_follower_lag",
                        "hikaricp_connections_active",
                        "jvm_memory_used_bytes",
                        "process_cpu_usage");
    }

    @Test
    @Tag("OPS-04")
    void requestsThatWaitAreCountedWhileTheyWait() throws Exception {
        TestClient alice = server.user("alice");
        String room = alice.createRoom("{}");
        String since = alice.sync(null, 0).ok().text("next_batch");
        CompletableFuture<Answer> waiting = alice.syncAsync(since, 30_000);
        Scrape during = scrapedWhen(now -> now.sum("synapse_notifier_listeners") >= 1);
        assertThat(during.sum("synapse_http_server_in_flight_requests_count"))
                .isGreaterThanOrEqualTo(2);
        assertThat(during.sum("synapse_notifier_users")).isGreaterThanOrEqualTo(1);
        alice.sendText(room, "wake up");
        waiting.get(10, TimeUnit.SECONDS).ok();
        Scrape after = scrapedWhen(now -> now.sum("synapse_notifier_listeners") == 0);
        assertThat(
                        rise(
                                during,
                                after,
                                "synapse_notifier_users_woken_by_stream_total",
                                "stream=events"))
                .isEqualTo(1);
    }

    @Test
    @Tag("OPS-04")
    void everyRouteHasSeriesOfItsOwnAndNothingElseHas() {
        Set<String> routes = routes();
        TestClient nobody = server.anonymous();
        for (String route : routes) {
            String[] words = route.split(" ");
            nobody.call(
                    words[0],
                    words[1].replaceAll("\\{\\*[^}]*}", "x")
                            .replaceAll("\\{[^}]*}", "x")
                            .replace("**", "x"),
                    words[0].equals("GET") || words[0].equals("DELETE") ? null : "{}");
        }
        nobody.get("/nobody/serves/this");
        nobody.call("FOO", "/nobody/serves/this", null);
        Scrape scrape =
                scrapedWhen(now ->
                        now.sum(
                                        "http_server_requests_seconds_count",
                                        "method=OTHER",
                                        "uri=unrecognized")
                                >= 1);
        Set<String> seen = new HashSet<>();
        scrape.values().keySet().stream()
                .filter(key -> key.startsWith("http_server_requests_seconds_count{"))
                .forEach(key -> seen.add(label(key, "method") + " " + label(key, "uri")));
        Set<String> expected = new HashSet<>();
        routes.forEach(route -> expected.add(underNewestPrefix(route)));
        assertThat(seen).containsAll(expected);
        seen.removeAll(expected);
        seen.removeAll(routes);
        assertThat(seen)
                .allMatch(route -> route.endsWith(" unrecognized") || route.contains(" /actuator"));
    }

    @Test
    @Tag("OPS-04")
    void metersAreReadWhereOperatorsLookForThem() {
        TestClient nobody = server.anonymous();
        assertThat(nobody.get("/_synapse/metrics").ok().header("Content-Type"))
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(Scrape.parse(nobody.get("/actuator/prometheus").ok().body()).names())
                .contains("synapse_event_persisted_position");
        TestClient prometheus =
                TestClient.anonymous("http://127.0.0.1:" + OperatedServer.METRICS_PORT);
        assertThat(Scrape.parse(prometheus.get("/_synapse/metrics").ok().body()).names())
                .contains("synapse_event_persisted_position");
        assertThat(HeddleServer.shared().anonymous().get("/_synapse/metrics").status())
                .isEqualTo(404);
    }

    /// A request is counted when all of its answer was sent, which its client may see a little earlier.
    private Scrape scrapedWhen(Predicate<Scrape> condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Scrape scrape = Scrape.of(server);
        while (!condition.test(scrape) && System.nanoTime() < deadline) {
            scrape = Scrape.of(server);
        }
        return scrape;
    }

    private static double rise(Scrape before, Scrape after, String name, String... labels) {
        return after.sum(name, labels) - before.sum(name, labels);
    }

    private static String uri(String endpoint) {
        return "uri=/_matrix/client/v3/" + endpoint;
    }

    private static String label(String key, String name) {
        return key.replaceAll(".*[{ ]" + name + "=([^=]*)(, [a-z]+=.*|})$", "$1");
    }

    private Set<String> routes() {
        Set<String> routes = new HashSet<>();
        for (RequestMappingInfo info : controllers().getHandlerMethods().keySet()) {
            for (PathPattern pattern : info.getPatternsCondition().getPatterns()) {
                for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                    routes.add(method + " " + pattern.getPatternString());
                }
            }
        }
        return routes;
    }

    private RequestMappingHandlerMapping controllers() {
        return server.bean(DispatcherHandler.class).getHandlerMappings().stream()
                .filter(mapping -> mapping.getClass() == RequestMappingHandlerMapping.class)
                .map(RequestMappingHandlerMapping.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static String underNewestPrefix(String route) {
        return route.replaceFirst(
                        " /_matrix/client/(r0|api/v1|v2_alpha|unstable(?!/[^/]*\\.))/",
                        " /_matrix/client/v3/")
                .replaceFirst(" /_matrix/media/(r0|v1)/", " /_matrix/media/v3/");
    }
}
