package io.heddle.replication.internal;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.ReplicationSecrets;
import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.config.ReplicationSettings.Address;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.Instances;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Calls other processes. A call that the network lost is made again, a few times, with the same idempotency key; an
/// instance that keeps failing is left alone for a moment, so that callers do not wait for it in vain.
public final class InternalClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 3;

    private static final CircuitBreakerConfig BREAKER =
            CircuitBreakerConfig.custom()
                    .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.TIME_BASED)
                    .slidingWindowSize(10)
                    .minimumNumberOfCalls(5)
                    .failureRateThreshold(50)
                    .waitDurationInOpenState(Duration.ofSeconds(2))
                    .permittedNumberOfCallsInHalfOpenState(2)
                    .automaticTransitionFromOpenToHalfOpenEnabled(false)
                    .recordException(InternalClient::isFault)
                    .build();

    private static final Retry RETRY =
            Retry.of(
                    "replication",
                    RetryConfig.custom()
                            .maxAttempts(ATTEMPTS)
                            .intervalFunction(
                                    IntervalFunction.ofExponentialRandomBackoff(
                                            Duration.ofMillis(50), 2))
                            .retryOnException(e -> e instanceof LostException)
                            .build());

    private final ReplicationSettings settings;
    private final ReplicationSecrets secrets;
    private final Instances instances;
    private final CircuitBreakerRegistry breakers;
    private final HttpClient http;

    public InternalClient(
            ReplicationSettings settings,
            ReplicationSecrets secrets,
            Instances instances,
            CircuitBreakerRegistry breakers) {
        this.settings = settings;
        this.secrets = secrets;
        this.instances = instances;
        this.breakers = breakers;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT);
        if (settings.replication().hasCertificates()) {
            builder.sslContext(new InternalTls(settings.replication()).client());
        }
        this.http = builder.build();
    }

    private static boolean isFault(Throwable failure) {
        return failure instanceof LostException
                || failure instanceof CallFailedException failed && failed.mayHaveRun();
    }

    /// The role of those that answer a call.
    public static String role(String call) {
        return "call:" + call;
    }

    /// Calls one instance. Fails with the [io.heddle.protocol.error.MatrixException] that the work ended in there, or with a
    /// [CallFailedException].
    public ObjectNode call(Instance target, String call, ObjectNode request, Duration timeout) {
        CircuitBreaker breaker = breakers.circuitBreaker("replication-" + target.name(), BREAKER);
        Call made =
                new Call(
                        target,
                        call,
                        Json.bytes(request),
                        UUID.randomUUID().toString(),
                        System.nanoTime() + timeout.toNanos());
        try {
            return RETRY.executeSupplier(() -> breaker.executeSupplier(() -> once(made)));
        } catch (CallNotPermittedException e) {
            throw new CallFailedException(target.name() + " does not answer", false, true);
        } catch (LostException e) {
            throw e.failure();
        }
    }

    /// Calls any instance that answers this call, another one when that does not.
    public ObjectNode callAny(String call, ObjectNode request, Duration timeout) {
        List<Instance> able = instances.offering(role(call));
        CallFailedException last =
                new CallFailedException("No instance answers " + call, false, false);
        int first = able.isEmpty() ? 0 : Math.floorMod(System.nanoTime() >> 8, able.size());
        for (int i = 0; i < able.size(); i++) {
            try {
                return call(able.get((first + i) % able.size()), call, request, timeout);
            } catch (CallFailedException e) {
                last = e;
            }
        }
        throw last;
    }

    private ObjectNode once(Call call) {
        long left = (call.deadline() - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new CallFailedException("No time left", false, false);
        }
        try {
            return read(call, http.send(request(call, left), BodyHandlers.ofByteArray()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new LostException(
                    new CallFailedException(call.target().name() + " is not there", false, true));
        } catch (IOException e) {
            throw new LostException(
                    new CallFailedException(
                            call.target().name() + " did not answer: " + e, true, false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailedException("Interrupted", true, false);
        }
    }

    private HttpRequest request(Call call, long leftMs) {
        Instance self = instances.self();
        Instance target = call.target();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(target, call.name()))
                        .timeout(Duration.ofMillis(leftMs))
                        .header("Content-Type", "application/json")
                        .header(Headers.INSTANCE, self.name() + "/" + self.life())
                        .header(Headers.TARGET, target.name() + "/" + target.life())
                        .header(Headers.TIMEOUT, Long.toString(leftMs))
                        .header(Headers.IDEMPOTENCY_KEY, call.key())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
        List<String> shown = secrets.all();
        if (!shown.isEmpty()) {
            request.header("Authorization", "Bearer " + shown.getFirst());
        }
        return request.build();
    }

    /// Where the settings say, else where the instance itself says.
    private URI uri(Instance target, String call) {
        Address named = settings.instanceMap().get(target.name());
        String address = named == null ? target.address() : named.host() + ":" + named.port();
        if (address == null) {
            throw new CallFailedException(target.name() + " listens nowhere", false, true);
        }
        boolean tls = settings.replication().hasCertificates() || (named != null && named.tls());
        String scheme = tls ? "https://" : "http://";
        return URI.create(scheme + address + Headers.PATH + call);
    }

    private static ObjectNode read(Call call, HttpResponse<byte[]> response) {
        Outcome outcome = Outcome.of(response.headers().firstValue(Headers.OUTCOME).orElse(null));
        ObjectNode body = parsed(response.body());
        if (outcome == null || body == null) {
            throw new CallFailedException(call.target().name() + " answers strangely", true, false);
        }
        String why = call.target().name() + ": " + body.path("error").asString("");
        return switch (outcome) {
            case DONE -> body;
            case ERROR -> throw Answer.error(body);
            case MOVED, MISDIRECTED -> throw new CallFailedException(why, false, true);
            case DENIED, LATE, BAD -> throw new CallFailedException(why, false, false);
            case FAILED -> throw new CallFailedException(why, true, false);
        };
    }

    private static @Nullable ObjectNode parsed(byte[] body) {
        try {
            return Json.parseObject(body);
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /// @param key the same for every attempt
    /// @param deadline by `System.nanoTime`
    private record Call(Instance target, String name, byte[] body, String key, long deadline) {}

    /// The network lost the request or the answer: the same process may be asked again.
    private static final class LostException extends RuntimeException {
        private final CallFailedException failure;

        LostException(CallFailedException failure) {
            super(null, null, false, false);
            this.failure = failure;
        }

        CallFailedException failure() {
            return failure;
        }
    }
}
