package io.heddle.web.request;

import io.heddle.storage.database.DatabaseUse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/// The meters of one route, under the names that Synapse and Spring give them. Recording allocates nothing.
final class RouteMeters {
    /// Routes that Synapse's dashboard asks for by the names of Synapse's classes.
    private static final Map<String, String> SERVLETS =
            Map.of(
                    "GET /_matrix/client/v3/sync", "SyncRestServlet",
                    "GET /_matrix/client/v3/events", "EventStreamRestServlet",
                    "PUT /_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}",
                            "RoomSendEventRestServlet");

    private static final Duration[] BUCKETS =
            LongStream.of(5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final String method;
    private final String uri;
    private final Tags tags;
    private final LongAdder count = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder databaseNanos = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private volatile StatusTimer[] timers = {};

    private record StatusTimer(int status, Timer timer) {}

    RouteMeters(MeterRegistry registry, String method, String uri) {
        this.registry = registry;
        this.method = method;
        this.uri = uri;
        this.tags =
                Tags.of(
                        "method",
                        method,
                        "servlet",
                        SERVLETS.getOrDefault(method + " " + uri, uri));
        Tags tagged = tags.and("tag", "");
        counter("requests.received", "Requests", tags, count, LongAdder::sum);
        counter("response.count", "Answers", tagged, count, LongAdder::sum);
        counter("response.size", "Bytes of answers", tagged, bytes, LongAdder::sum);
        counter(
                "response.db.txn.count",
                "Database connections used",
                tagged,
                transactions,
                LongAdder::sum);
        counter(
                "response.db.txn.duration.seconds",
                "Seconds of using database connections",
                tagged,
                databaseNanos,
                RouteMeters::seconds);
        counter(
                "response.db.sched.duration.seconds",
                "Seconds of waiting for database connections",
                tagged,
                waitNanos,
                RouteMeters::seconds);
    }

    private void counter(
            String name,
            String description,
            Tags withTags,
            LongAdder value,
            ToDoubleFunction<LongAdder> read) {
        FunctionCounter.builder("synapse.http.server." + name, value, read)
                .description(description)
                .tags(withTags)
                .register(registry);
    }

    private static double seconds(LongAdder nanos) {
        return nanos.sum() / 1e9;
    }

    void record(Ending ending) {
        count.increment();
        bytes.add(ending.bytes());
        timer(ending.status()).record(ending.nanos(), TimeUnit.NANOSECONDS);
        RequestNotes notes = ending.notes();
        DatabaseUse.Amount used = notes == null ? DatabaseUse.Amount.NONE : notes.database();
        if (used != DatabaseUse.Amount.NONE) {
            transactions.add(used.transactions());
            databaseNanos.add(used.busyNanos());
            waitNanos.add(used.waitNanos());
        }
    }

    private Timer timer(int status) {
        for (StatusTimer known : timers) {
            if (known.status == status) {
                return known.timer;
            }
        }
        return add(status);
    }

    private synchronized Timer add(int status) {
        Timer timer =
                Timer.builder("synapse.http.server.response.time")
                        .description("Time from a request to its answer")
                        .tags(tags.and("tag", "", "code", Integer.toString(status)))
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
        for (StatusTimer known : timers) {
            if (known.status == status) {
                return timer;
            }
        }
        FunctionTimer.builder(
                        "http.server.requests",
                        timer,
                        Timer::count,
                        all -> all.totalTime(TimeUnit.NANOSECONDS),
                        TimeUnit.NANOSECONDS)
                .description("Time from a request to its answer")
                .tags("method", method, "uri", uri, "status", Integer.toString(status))
                .tags("outcome", outcome(status))
                .register(registry);
        StatusTimer[] more = Arrays.copyOf(timers, timers.length + 1);
        more[timers.length] = new StatusTimer(status, timer);
        timers = more;
        return timer;
    }

    private static String outcome(int status) {
        return switch (status / 100) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            case 5 -> "SERVER_ERROR";
            default -> "UNKNOWN";
        };
    }
}
