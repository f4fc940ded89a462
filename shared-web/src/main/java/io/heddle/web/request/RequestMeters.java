package io.heddle.web.request;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

/// Counts and times requests by route. A route is a method and a path pattern of a controller, whatever version's prefix it
/// was asked under; there are as many as the controllers have, and one for all that nobody serves.
@Component
class RequestMeters {
    static final String UNRECOGNIZED = "unrecognized";
    private static final Set<HttpMethod> KNOWN = Set.of(HttpMethod.values());
    private static final Pattern CLIENT =
            Pattern.compile("/_matrix/client/(?:r0|unstable(?!/[^/]*\\.)|api/v1|v2_alpha)(?=/|$)");
    private static final Pattern MEDIA =
            Pattern.compile("/_matrix/media/(?:r0|v1|v2|unstable(?!/[^/]*\\.))(?=/|$)");

    private final MeterRegistry registry;
    private final Map<HttpMethod, Map<PathPattern, RouteMeters>> routes = new ConcurrentHashMap<>();
    private final Map<HttpMethod, RouteMeters> unrecognized = new ConcurrentHashMap<>();
    private final Map<String, RouteMeters> byName = new ConcurrentHashMap<>();
    private final LongAdder inFlight = new LongAdder();

    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("synapse.http.server.in.flight.requests.count", inFlight, LongAdder::sum)
                .description("Requests that are not answered yet, long polls included")
                .register(registry);
    }

    void began() {
        inFlight.increment();
    }

    void ended(Ending ending) {
        inFlight.decrement();
        Map<String, Object> attributes = ending.request().getAttributes();
        boolean served =
                attributes.get(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE)
                        instanceof HandlerMethod;
        PathPattern pattern =
                served
                        ? (PathPattern)
                                attributes.get(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)
                        : null;
        route(ending.request().getMethod(), pattern).record(ending);
    }

    RouteMeters route(HttpMethod method, @Nullable PathPattern pattern) {
        if (pattern == null) {
            RouteMeters nobodys = unrecognized.get(method);
            return nobodys != null ? nobodys : unrecognized(method);
        }
        Map<PathPattern, RouteMeters> ofMethod = routes.get(method);
        RouteMeters found = ofMethod == null ? null : ofMethod.get(pattern);
        return found != null ? found : add(method, pattern);
    }

    /// Clients may send methods of their own making, which are one.
    private RouteMeters unrecognized(HttpMethod method) {
        if (!KNOWN.contains(method)) {
            return named("OTHER", UNRECOGNIZED);
        }
        return unrecognized.computeIfAbsent(method, key -> named(key.name(), UNRECOGNIZED));
    }

    private RouteMeters add(HttpMethod method, PathPattern pattern) {
        return routes.computeIfAbsent(method, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        pattern, key -> named(method.name(), normalised(key.getPatternString())));
    }

    private RouteMeters named(String method, String uri) {
        return byName.computeIfAbsent(
                method + " " + uri, key -> new RouteMeters(registry, method, uri));
    }

    /// The path under the newest version's prefix.
    static String normalised(String pattern) {
        String client = CLIENT.matcher(pattern).replaceFirst("/_matrix/client/v3");
        return MEDIA.matcher(client).replaceFirst("/_matrix/media/v3");
    }
}
