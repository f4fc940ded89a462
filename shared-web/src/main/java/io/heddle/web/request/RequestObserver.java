package io.heddle.web.request;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.SignalType;

/// Stands around everything that is done with a request, error handling included, and so sees how each one ends: answered,
/// failed, or given up by the client.
@Component
class RequestObserver implements HttpHandlerDecoratorFactory {
    private static final int OK = 200;
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final Forwarding forwarding;
    private final RequestMeters meters;
    private final RequestLog log;

    RequestObserver(Forwarding forwarding, RequestMeters meters, RequestLog log) {
        this.forwarding = forwarding;
        this.meters = meters;
        this.log = log;
    }

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> {
            long startedAt = System.nanoTime();
            ServerHttpRequest seen = forwarding.resolve(request);
            meters.began();
            return handler.handle(seen, response)
                    .doFinally(signal -> ended(seen, response, startedAt, signal));
        };
    }

    private void ended(
            ServerHttpRequest request,
            ServerHttpResponse response,
            long startedAt,
            SignalType signal) {
        long nanos = System.nanoTime() - startedAt;
        boolean complete = signal == SignalType.ON_COMPLETE;
        int status = complete || response.isCommitted() ? status(response) : CLIENT_CLOSED_REQUEST;
        long bytes = Math.max(0, response.getHeaders().getContentLength());
        Ending ending =
                new Ending(
                        request,
                        status,
                        complete,
                        startedAt,
                        nanos,
                        bytes,
                        RequestNotes.of(request));
        meters.ended(ending);
        log.write(ending);
    }

    private static int status(ServerHttpResponse response) {
        HttpStatusCode told = response.getStatusCode();
        return told == null ? OK : told.value();
    }
}
