package io.heddle.replication.internal;

import io.heddle.replication.config.ReplicationSecrets;
import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.instance.Instances;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// The listener for other processes: `POST /_heddle/internal/v1/{call}`, on a port of its own.
public final class InternalServer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(InternalServer.class);
    private static final int MAX_BODY = 32 * 1024 * 1024;
    private static final long LONGEST_MS = Duration.ofMinutes(5).toMillis();

    private final ReplicationSettings settings;
    private final Listening listening;
    private final CallReceiver receiver;
    private final Instances instances;
    private final ExecutorService workers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("internal-", 0).factory());
    private final List<DisposableServer> servers = new ArrayList<>();

    /// Fails where the settings would let anyone on the network in.
    public InternalServer(
            ReplicationSettings settings,
            ReplicationSecrets secrets,
            CallReceiver receiver,
            Instances instances) {
        this.settings = settings;
        this.listening = Listening.of(settings).check(settings, secrets);
        this.receiver = receiver;
        this.instances = instances;
    }

    @Override
    public void start() {
        int port = listening.port();
        for (String address : listening.addresses()) {
            DisposableServer server = server(address, port).bindNow();
            port = server.port();
            servers.add(server);
        }
        String host = listening.host(settings.replication().advertise());
        instances.listensAt(
                host + ":" + port,
                receiver.calls().stream().map(InternalClient::role).sorted().toList());
        DisposableServer first = servers.getFirst();
        Thread.ofPlatform()
                .name("internal-listener")
                .daemon(false)
                .start(() -> first.onDispose().block()); // else a process without clients would end
        LOG.info("Listening for other processes on {}, port {}", listening.addresses(), port);
    }

    private HttpServer server(String address, int port) {
        HttpServer server =
                HttpServer.create()
                        .host(address)
                        .port(port)
                        .idleTimeout(Duration.ofMinutes(2))
                        .handle(this::handle);
        if (!settings.replication().hasCertificates()) {
            return server;
        }
        InternalTls tls = new InternalTls(settings.replication());
        return server.secure(spec -> spec.sslContext(tls.server()));
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        CallReceiver.Request head = head(request);
        Answer refusal =
                request.method().name().equals("POST") && request.uri().startsWith(Headers.PATH)
                        ? receiver.refusal(head)
                        : Answer.of(Outcome.BAD, "No such call");
        if (refusal != null) {
            return send(response, refusal);
        }
        Set<String> certified = certified(request);
        return request.receive()
                .asByteArray()
                .collect(ByteArrayOutputStream::new, InternalServer::append)
                .flatMap(body ->
                        Mono.fromCallable(
                                        () -> receiver.answer(head, body.toByteArray(), certified))
                                .subscribeOn(Schedulers.fromExecutor(workers)))
                .onErrorResume(
                        BodyTooLargeException.class,
                        e -> Mono.just(Answer.of(Outcome.BAD, "Too large")))
                .flatMap(answer -> send(response, answer));
    }

    private static void append(ByteArrayOutputStream body, byte[] part) {
        if (body.size() + part.length > MAX_BODY) {
            throw new BodyTooLargeException();
        }
        body.writeBytes(part);
    }

    private static CallReceiver.Request head(HttpServerRequest request) {
        return new CallReceiver.Request(
                request.uri().startsWith(Headers.PATH)
                        ? request.uri().substring(Headers.PATH.length())
                        : "",
                request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION),
                text(request, Headers.INSTANCE),
                text(request, Headers.TARGET),
                text(request, Headers.IDEMPOTENCY_KEY),
                timeout(text(request, Headers.TIMEOUT)),
                System.nanoTime());
    }

    private static String text(HttpServerRequest request, String header) {
        String value = request.requestHeaders().get(header);
        return value == null || value.length() > 300 ? "" : value;
    }

    private static long timeout(String text) {
        try {
            return Math.clamp(Long.parseLong(text), 0, LONGEST_MS);
        } catch (NumberFormatException e) {
            return LONGEST_MS;
        }
    }

    private @Nullable Set<String> certified(HttpServerRequest request) {
        if (!settings.replication().hasCertificates()) {
            return null;
        }
        Set<String> nobody = Set.of();
        if (!(request instanceof Connection connection)) {
            return nobody;
        }
        SslHandler tls = connection.channel().pipeline().get(SslHandler.class);
        try {
            return tls == null
                    ? nobody
                    : InternalTls.services(tls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return nobody;
        }
    }

    private static Mono<Void> send(HttpServerResponse response, Answer answer) {
        return response.status(answer.outcome().status)
                .header(Headers.OUTCOME, answer.outcome().text())
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length))
                .sendByteArray(Mono.just(answer.body()))
                .then();
    }

    /// Where this process is reached, as `host:port`; null before it listens.
    public @Nullable String address() {
        return instances.self().address();
    }

    @Override
    public void stop() {
        servers.forEach(server -> server.disposeNow(Duration.ofSeconds(5)));
        servers.clear();
        workers.shutdown();
    }

    @Override
    public boolean isRunning() {
        return !servers.isEmpty();
    }

    /// After the streams are followed; until everything that serves clients has ended.
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 3000;
    }

    private static final class BodyTooLargeException extends RuntimeException {
        BodyTooLargeException() {
            super(null, null, false, false);
        }
    }
}
