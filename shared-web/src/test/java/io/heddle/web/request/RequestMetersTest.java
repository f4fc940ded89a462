package io.heddle.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

class RequestMetersTest {
    private static final int ROUNDS = 100_000;

    @ParameterizedTest
    @CsvSource({
        "/_matrix/client/v3/sync, /_matrix/client/v3/sync",
        "/_matrix/client/r0/sync, /_matrix/client/v3/sync",
        "/_matrix/client/api/v1/rooms/{roomId}/state, /_matrix/client/v3/rooms/{roomId}/state",
        "/_matrix/client/unstable/sync, /_matrix/client/v3/sync",
        "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata, /_matrix/client/unstable/org.matrix.msc2965/auth_metadata",
        "/_matrix/client/v1/rooms/{roomId}/hierarchy, /_matrix/client/v1/rooms/{roomId}/hierarchy",
        "/_matrix/media/r0/upload, /_matrix/media/v3/upload",
        "/_matrix/federation/v2/send_join/{roomId}/{eventId}, /_matrix/federation/v2/send_join/{roomId}/{eventId}",
    })
    void aRouteHasOneNameUnderAllPrefixes(String pattern, String name) {
        assertThat(RequestMeters.normalised(pattern)).isEqualTo(name);
    }

    @Test
    void madeUpMethodsAreOne() {
        RequestMeters meters = new RequestMeters(new SimpleMeterRegistry());
        RouteMeters other = meters.route(HttpMethod.valueOf("FOO"), null);
        assertThat(meters.route(HttpMethod.valueOf("BAR"), null)).isSameAs(other);
        assertThat(meters.route(HttpMethod.GET, null)).isNotSameAs(other);
    }

    @Test
    void countingARequestAllocatesNothing() {
        RequestMeters meters =
                new RequestMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        PathPattern pattern = new PathPatternParser().parse("/_matrix/client/v3/sync");
        Ending ending =
                new Ending(
                        MockServerHttpRequest.get("/").build(), 200, true, 0, 1_000_000, 12, null);
        count(meters, pattern, ending);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        count(meters, pattern, ending);
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
        assertThat(each).isLessThan(8);
    }

    private static void count(RequestMeters meters, PathPattern pattern, Ending ending) {
        for (int i = 0; i < ROUNDS; i++) {
            meters.began();
            meters.route(HttpMethod.GET, pattern).record(ending);
        }
    }
}
