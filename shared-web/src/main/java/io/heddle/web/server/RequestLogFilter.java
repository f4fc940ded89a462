package io.heddle.web.server;

import io.heddle.web.auth.Requester;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// One line a request: who, what, the answer's status, how long it took.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestLogFilter implements WebFilter {
    private static final Logger LOG = LoggerFactory.getLogger("io.heddle.requests");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!LOG.isInfoEnabled()) {
            return chain.filter(exchange);
        }
        long start = System.nanoTime();
        return chain.filter(exchange).doFinally(signal -> log(exchange, System.nanoTime() - start));
    }

    private static void log(ServerWebExchange exchange, long nanos) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        Requester requester = exchange.getAttribute(Requester.ATTRIBUTE);
        LOG.info(
                "{} {} {} {} {}ms",
                requester == null ? "-" : requester.userId(),
                exchange.getRequest().getMethod(),
                exchange.getRequest().getPath(),
                status == null ? 200 : status.value(),
                nanos / 1_000_000);
    }
}
