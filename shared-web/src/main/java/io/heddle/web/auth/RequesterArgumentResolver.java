package io.heddle.web.auth;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Hands the [Requester] or [Origin] found by [AuthenticatingHandlerAdapter] to the endpoint.
public final class RequesterArgumentResolver implements HandlerMethodArgumentResolver {

    static boolean isOptional(MethodParameter parameter) {
        return parameter.getParameter().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Requester.class
                || parameter.getParameterType() == Origin.class;
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        Object asking =
                exchange.getAttribute(
                        parameter.getParameterType() == Origin.class
                                ? AuthenticatingHandlerAdapter.ORIGIN
                                : AuthenticatingHandlerAdapter.ATTRIBUTE);
        return Mono.justOrEmpty(asking);
    }
}
