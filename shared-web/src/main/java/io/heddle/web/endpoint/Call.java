package io.heddle.web.endpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/// A request on its way to its endpoint.
public final class Call {
    private static final byte[] NO_BODY = {};

    private final ServerWebExchange exchange;
    private final Map<String, String> pathVariables;
    private volatile byte[] body = NO_BODY;

    Call(ServerWebExchange exchange, Map<String, String> pathVariables) {
        this.exchange = exchange;
        this.pathVariables = pathVariables;
    }

    public ServerWebExchange exchange() {
        return exchange;
    }

    public ServerHttpRequest request() {
        return exchange.getRequest();
    }

    /// The decoded path segment at a variable; null where the pattern has none of that name.
    public @Nullable String pathVariable(String name) {
        return pathVariables.get(name);
    }

    /// The whole body, for endpoints that have a parameter for it; else empty. Not a copy.
    public byte[] body() {
        return body;
    }

    Call withBody(byte[] bytes) {
        body = bytes;
        return this;
    }
}
