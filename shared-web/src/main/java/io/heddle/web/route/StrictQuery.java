package io.heddle.web.route;

import io.heddle.protocol.error.MatrixException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.converter.Converter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

/// What an endpoint's query parameters must look like. Spring takes much for a number or a truth value that Matrix knows
/// nothing of: `0x10`, ` 1`, `yes`; and an empty text for no parameter at all.
public final class StrictQuery {
    /// What canonical JSON can hold, and no sign. https://spec.matrix.org/v1.19/appendices/#canonical-json
    private static final Pattern INTEGER = Pattern.compile("[0-9]{1,16}");

    private static final long LARGEST = (1L << 53) - 1;
    private static final Set<Class<?>> INTEGERS =
            Set.of(int.class, Integer.class, long.class, Long.class);
    private static final Set<Class<?>> BOOLEANS = Set.of(boolean.class, Boolean.class);

    private final List<String> integers = new ArrayList<>();
    private final List<String> booleans = new ArrayList<>();

    private StrictQuery() {}

    public static StrictQuery of(HandlerMethod method) {
        StrictQuery query = new StrictQuery();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
            if (annotation != null) {
                String name =
                        annotation.name().isEmpty()
                                ? parameter.getParameter().getName()
                                : annotation.name();
                if (INTEGERS.contains(parameter.getParameterType())) {
                    query.integers.add(name);
                } else if (BOOLEANS.contains(parameter.getParameterType())) {
                    query.booleans.add(name);
                }
            }
        }
        return query;
    }

    /// Why a request is to be refused; null when it is fine.
    public @Nullable MatrixException refusal(ServerHttpRequest request) {
        if (integers.isEmpty() && booleans.isEmpty()) {
            return null;
        }
        MultiValueMap<String, String> parameters = request.getQueryParams();
        for (String name : integers) {
            if (!all(parameters, name, StrictQuery::isInteger)) {
                return MatrixException.invalidParam(name + " must be a non-negative integer");
            }
        }
        for (String name : booleans) {
            if (!all(parameters, name, value -> value.equals("true") || value.equals("false"))) {
                return MatrixException.invalidParam(name + " must be true or false");
            }
        }
        return null;
    }

    private static boolean all(
            MultiValueMap<String, String> parameters,
            String name,
            java.util.function.Predicate<String> rule) {
        List<@Nullable String> values = parameters.get(name);
        return values == null
                || values.stream().allMatch(value -> value != null && rule.test(value));
    }

    private static boolean isInteger(String value) {
        return INTEGER.matcher(value).matches() && Long.parseLong(value) <= LARGEST;
    }

    /// A number larger than the endpoint's type means the largest of that type.
    public static final class ToInteger implements Converter<String, Integer> {
        @Override
        public Integer convert(String value) {
            return (int) Math.min(Long.parseLong(value), Integer.MAX_VALUE);
        }
    }
}
