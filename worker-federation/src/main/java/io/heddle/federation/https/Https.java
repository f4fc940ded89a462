package io.heddle.federation.https;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/// HTTPS/1.1 to other servers, over kept connections: so many a server, so many requests in all. Follows no redirects.
@Component
public class Https implements DisposableBean {
    private static final int CONNECTIONS_PER_SERVER = 20;
    private static final int WAITING_PER_SERVER = 500;
    private static final int REQUESTS_AT_ONCE = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final TlsContexts tls;
    private final LoopResources loops = LoopResources.create("federation", 1, 2, true);
    private final ConnectionProvider connections =
            ConnectionProvider.builder("federation")
                    .maxConnections(CONNECTIONS_PER_SERVER)
                    .pendingAcquireMaxCount(WAITING_PER_SERVER)
                    .maxIdleTime(IDLE)
                    .evictInBackground(IDLE)
                    .disposeInactivePoolsInBackground(IDLE, IDLE)
                    .build();
    private @Nullable HttpClient verifying;
    private @Nullable HttpClient trusting;
    private final Semaphore running = new Semaphore(REQUESTS_AT_ONCE);

    Https(TlsContexts tls) {
        this.tls = tls;
    }

    /// Sends a request and waits for the answer. An address that takes no connection, or shows a wrong certificate, gives way to
    /// the next; what was sent once is not sent again.
    public HttpsReply send(HttpsRequest request) {
        if (request.addresses().isEmpty()) {
            throw new HttpsFailure("No address", false, new IllegalStateException("No address"));
        }
        long deadline = System.nanoTime() + request.timeout().toNanos();
        acquire(request.timeout());
        try {
            HttpsFailure last = null;
            for (InetSocketAddress address : request.addresses()) {
                long left = deadline - System.nanoTime();
                if (last != null && (last.sent() || left <= 0)) {
                    break;
                }
                try {
                    return exchange(request, address, Duration.ofNanos(Math.max(left, 1)));
                } catch (HttpsFailure e) {
                    last = e;
                }
            }
            throw Objects.requireNonNull(last);
        } finally {
            running.release();
        }
    }

    private void acquire(Duration timeout) {
        try {
            if (!running.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HttpsFailure("Too many requests wait", false, new TimeoutException());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpsFailure("Interrupted", false, e);
        }
    }

    private HttpsReply exchange(HttpsRequest request, InetSocketAddress address, Duration left) {
        AtomicBoolean sent = new AtomicBoolean();
        Mono<HttpsReply> reply =
                client(address)
                        .doOnRequest((outgoing, connection) -> sent.set(true))
                        .headers(headers -> headers(headers, request))
                        .request(HttpMethod.valueOf(request.method()))
                        .uri(request.uri())
                        .send((outgoing, out) ->
                                request.body() == null
                                        ? out
                                        : out.send(
                                                Mono.fromSupplier(() ->
                                                        Unpooled.wrappedBuffer(request.body()))))
                        .response((response, content) ->
                                content.asByteArray()
                                        .collect(
                                                ByteArrayOutputStream::new,
                                                (all, part) -> append(all, part, request))
                                        .map(all -> reply(response, all)))
                        .single()
                        .timeout(left);
        try {
            return reply.toFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpsFailure("Interrupted", sent.get(), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new HttpsFailure(describe(cause), sent.get(), cause);
        }
    }

    private HttpClient client(InetSocketAddress address) {
        return client(tls.verifies(address.getHostString())).remoteAddress(() -> address);
    }

    /// Made at first use: reading the platform's certificate authorities takes its time.
    private synchronized HttpClient client(boolean verify) {
        HttpClient made = verify ? verifying : trusting;
        if (made != null) {
            return made;
        }
        SslContext context = verify ? tls.verifying() : tls.trusting();
        HttpClient client =
                HttpClient.create(connections)
                        .runOn(loops)
                        .protocol(HttpProtocol.HTTP11)
                        .followRedirect(false)
                        .compress(true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                        .secure(spec -> spec.sslContext(context));
        if (verify) {
            verifying = client;
        } else {
            trusting = client;
        }
        return client;
    }

    private static void headers(HttpHeaders headers, HttpsRequest request) {
        request.headers().forEach(headers::set);
        if (request.body() != null) {
            headers.set("Content-Type", "application/json");
            headers.set("Content-Length", request.body().length);
        }
    }

    private static void append(ByteArrayOutputStream all, byte[] part, HttpsRequest request) {
        if (all.size() + part.length > request.maxBytes()) {
            throw new IllegalStateException("The answer is longer than " + request.maxBytes());
        }
        all.writeBytes(part);
    }

    private static HttpsReply reply(HttpClientResponse response, ByteArrayOutputStream body) {
        return new HttpsReply(
                response.status().code(), response.responseHeaders().copy(), body.toByteArray());
    }

    private static String describe(@Nullable Throwable cause) {
        if (cause == null) {
            return "No answer";
        }
        return cause instanceof TimeoutException
                ? "No answer in time"
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    @Override
    public void destroy() {
        connections.dispose();
        loops.dispose();
    }
}
