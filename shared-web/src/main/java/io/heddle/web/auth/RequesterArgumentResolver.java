package io.heddle.web.auth;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Hands the [Requester] found by [AuthenticatingHandlerAdapter] to the endpoint.
public final class RequesterArgumentResolver implements HandlerMethodArgumentResolver {

    static boolean isOptional(MethodParameter parameter) {
        return parameter.getParameter().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Requester.class;
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        Object requester = exchange.getAttribute(AuthenticatingHandlerAdapter.ATTRIBUTE);
        return Mono.justOrEmpty(requester);
    }
}
