package io.heddle.sync.v3;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Counts syncs by their kind, and times the work on them: waiting for news is no work.
@Component
class SyncMeters {
    private static final String INITIAL = "initial_sync";
    private static final String FULL_STATE = "full_state_sync";
    private static final String INCREMENTAL = "incremental_sync";

    private final Map<String, Timer> work;
    private final Map<String, Counter> lazy;
    private final Map<String, Counter> eager;

    SyncMeters(MeterRegistry meters) {
        this.work =
                each(kind ->
                        Timer.builder("heddle.sync.work")
                                .description(
                                        "Making the answer of a sync, without the wait for news")
                                .tag("type", kind)
                                .publishPercentileHistogram()
                                .register(meters));
        this.lazy = each(kind -> nonEmpty(kind, "true", meters));
        this.eager = each(kind -> nonEmpty(kind, "false", meters));
    }

    private static <T> Map<String, T> each(Function<String, T> make) {
        return Stream.of(INITIAL, FULL_STATE, INCREMENTAL)
                .collect(Collectors.toMap(Function.identity(), make));
    }

    private static Counter nonEmpty(String kind, String lazyLoaded, MeterRegistry meters) {
        return Counter.builder("synapse.handlers.sync.nonempty.total")
                .description("Syncs with news in the answer")
                .tag("type", kind)
                .tag("lazy_loaded", lazyLoaded)
                .register(meters);
    }

    /// @param nanos of work
    void answered(SyncRequest request, boolean nonEmpty, long nanos) {
        String kind = kind(request);
        Objects.requireNonNull(work.get(kind)).record(nanos, TimeUnit.NANOSECONDS);
        if (nonEmpty) {
            boolean lazyLoaded = request.filter().lazyLoadMembers();
            Objects.requireNonNull((lazyLoaded ? lazy : eager).get(kind)).increment();
        }
    }

    private static String kind(SyncRequest request) {
        if (request.since() == null) {
            return INITIAL;
        }
        return request.fullState() ? FULL_STATE : INCREMENTAL;
    }
}
