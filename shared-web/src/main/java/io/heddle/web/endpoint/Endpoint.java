package io.heddle.web.endpoint;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.HandlerMethod;

/// A controller method with the ways to its arguments.
final class Endpoint {
    private final HandlerMethod handler;
    private final Method method;
    private final Argument[] arguments;

    /// Indexes of the arguments, those of sources first.
    private final int[] order;

    private final boolean takesBody;
    private final @Nullable HttpStatusCode status;

    /// @param fromSources whether each argument comes from an [ArgumentSource]
    Endpoint(HandlerMethod handler, List<Argument> arguments, List<Boolean> fromSources) {
        this.handler = handler.createWithResolvedBean();
        this.method = BridgeMethodResolver.findBridgedMethod(handler.getMethod());
        this.arguments = arguments.toArray(Argument[]::new);
        this.order =
                IntStream.concat(
                                IntStream.range(0, arguments.size()).filter(fromSources::get),
                                IntStream.range(0, arguments.size())
                                        .filter(i -> !fromSources.get(i)))
                        .toArray();
        this.takesBody =
                arguments.stream().anyMatch(Argument::takesBody)
                        || List.of(handler.getMethodParameters()).stream()
                                .anyMatch(parameter ->
                                        parameter.hasParameterAnnotation(RequestBody.class));
        ResponseStatus annotated = handler.getMethodAnnotation(ResponseStatus.class);
        this.status = annotated == null ? null : annotated.code();
        ReflectionUtils.makeAccessible(method);
    }

    HandlerMethod handler() {
        return handler;
    }

    boolean takesBody() {
        return takesBody;
    }

    /// The status of answers that bring none; null for 200.
    @Nullable HttpStatusCode status() {
        return status;
    }

    void admit(Call call) {
        for (Argument argument : arguments) {
            argument.admit(call);
        }
    }

    @Nullable Object answer(Call call) throws Throwable {
        @Nullable Object[] values = new Object[arguments.length];
        for (int i : order) {
            values[i] = arguments[i].value(call);
        }
        try {
            return method.invoke(handler.getBean(), values);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
