package io.heddle.web.endpoint;

import io.heddle.web.json.JsonBodies;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;

/// Parameters that Spring's annotations describe: path, query, headers, the body; and the request itself.
final class PlainArguments {
    private final ConversionService conversions;
    private final JsonBodies bodies;

    PlainArguments(ConversionService conversions, JsonBodies bodies) {
        this.conversions = conversions;
        this.bodies = bodies;
    }

    @Nullable Argument of(MethodParameter parameter) {
        if (parameter.getParameterType() == ServerWebExchange.class) {
            return Call::exchange;
        }
        if (parameter.getParameterType() == ServerHttpRequest.class) {
            return Call::request;
        }
        PathVariable path = parameter.getParameterAnnotation(PathVariable.class);
        if (path != null) {
            String name = name(parameter, path.name());
            return new Named(
                    parameter, name, path.required(), null, call -> call.pathVariable(name));
        }
        RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
        if (query != null) {
            String name = name(parameter, query.name());
            return new Named(
                    parameter,
                    name,
                    query.required(),
                    query.defaultValue(),
                    several(parameter)
                            ? call -> call.request().getQueryParams().get(name)
                            : call ->
                                    StrictText.as(
                                            parameter.getParameterType(),
                                            name,
                                            call.request().getQueryParams().getFirst(name)));
        }
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        if (header != null) {
            String name = name(parameter, header.name());
            return new Named(
                    parameter,
                    name,
                    header.required(),
                    header.defaultValue(),
                    call -> call.request().getHeaders().getFirst(name));
        }
        RequestBody body = parameter.getParameterAnnotation(RequestBody.class);
        return body == null ? null : body(parameter, body.required());
    }

    private Argument body(MethodParameter parameter, boolean required) {
        ResolvableType type = ResolvableType.forMethodParameter(parameter);
        return call -> {
            if (call.body().length > 0) {
                return bodies.read(call.body(), type);
            }
            if (required) {
                throw new ServerWebInputException("Request body is missing", parameter);
            }
            return null;
        };
    }

    private static String name(MethodParameter parameter, String given) {
        String name = given.isEmpty() ? parameter.getParameterName() : given;
        if (name == null) {
            throw new IllegalStateException("No name of " + parameter);
        }
        return name;
    }

    private static boolean several(MethodParameter parameter) {
        return Collection.class.isAssignableFrom(parameter.getParameterType());
    }

    private interface Lookup {
        @Nullable Object in(Call call);
    }

    /// A text of the request under a name, as the type of the parameter.
    private final class Named implements Argument {
        private final MethodParameter parameter;
        private final String name;
        private final boolean required;
        private final @Nullable String byDefault;
        private final Lookup lookup;
        private final TypeDescriptor target;

        Named(
                MethodParameter parameter,
                String name,
                boolean required,
                @Nullable String byDefault,
                Lookup lookup) {
            this.parameter = parameter;
            this.name = name;
            this.required = required;
            this.byDefault = ValueConstants.DEFAULT_NONE.equals(byDefault) ? null : byDefault;
            this.lookup = lookup;
            this.target = new TypeDescriptor(parameter);
        }

        @Override
        public @Nullable Object value(Call call) {
            Object found = lookup.in(call);
            if (byDefault != null && (found == null || found.equals(""))) {
                found = byDefault;
            }
            if (found == null && required) {
                throw missing();
            }
            Object value = found == null ? null : convert(found);
            if (value == null && parameter.getParameterType().isPrimitive()) {
                throw missing();
            }
            return value;
        }

        private @Nullable Object convert(Object found) {
            if (parameter.getParameterType() == String.class) {
                return found;
            }
            try {
                Object source =
                        found instanceof List<?> list && list.size() == 1 ? list.getFirst() : found;
                return conversions.convert(source, TypeDescriptor.forObject(source), target);
            } catch (ConversionException e) {
                throw new ServerWebInputException("Type mismatch of " + name, parameter, e);
            }
        }

        private MissingRequestValueException missing() {
            return new MissingRequestValueException(
                    name, parameter.getNestedParameterType(), "request", parameter);
        }
    }
}
