package io.heddle.web.endpoint;

import io.heddle.protocol.error.MatrixException;
import io.heddle.web.endpoint.EndpointIndex.Match;
import io.heddle.web.request.RequestNotes;
import java.util.concurrent.Executor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// Runs the endpoint of a request on a virtual thread of its own: arguments, controller, answer, one after the other. It
/// takes the place of Spring's reactive dispatch, whose operators cost more than most endpoints. What is no endpoint of a
/// controller goes on to Spring, which also words the errors of unknown paths and methods.
@Order(Ordered.LOWEST_PRECEDENCE)
public final class EndpointFilter implements WebFilter {
    private static final byte[] NO_BODY = {};

    private final EndpointIndex endpoints;
    private final Answers answers;
    private final Executor threads;
    private final int maxBodyBytes;

    EndpointFilter(EndpointIndex endpoints, Answers answers, Executor threads, int maxBodyBytes) {
        this.endpoints = endpoints;
        this.answers = answers;
        this.threads = threads;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        Match match =
                endpoints.find(request.getMethod(), request.getPath().pathWithinApplication());
        if (match == null) {
            return chain.filter(exchange);
        }
        exchange.getAttributes()
                .put(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, match.pattern());
        exchange.getAttributes()
                .put(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE, match.endpoint().handler());
        Call call = new Call(exchange, match.variables());
        try {
            match.endpoint().admit(call);
        } catch (RuntimeException e) {
            return Mono.error(e);
        }
        if (!match.endpoint().takesBody()) {
            return run(match.endpoint(), call);
        }
        return body(request).flatMap(bytes -> run(match.endpoint(), call.withBody(bytes)));
    }

    private Mono<byte[]> body(ServerHttpRequest request) {
        return DataBufferUtils.join(request.getBody(), maxBodyBytes)
                .map(EndpointFilter::bytes)
                .defaultIfEmpty(NO_BODY)
                .onErrorMap(
                        DataBufferLimitException.class,
                        e -> MatrixException.tooLarge("Request body too large"));
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private Mono<Void> run(Endpoint endpoint, Call call) {
        return Mono.<Answers.Answer>create(sink ->
                        threads.execute(() -> {
                            RequestNotes notes = RequestNotes.of(call.exchange());
                            try {
                                Object returned = endpoint.answer(call);
                                Answers.Answer answer = answers.of(returned, endpoint.status());
                                notes.processed();
                                sink.success(answer);
                            } catch (Throwable failure) {
                                notes.processed();
                                sink.error(failure);
                            }
                        }))
                .flatMap(answer -> answer.writeTo(call.exchange().getResponse()));
    }
}
