package io.heddle.web.endpoint;

import io.heddle.web.json.JsonBodies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import tools.jackson.databind.json.JsonMapper;

/// Takes the controllers that Spring found as endpoints. One with a parameter nobody can have ends the start.
@Configuration(proxyBeanMethods = false)
class EndpointConfiguration {
    /// The largest JSON body: a full federation transaction of 200 events.
    private static final int MAX_BODY_BYTES = 200 * 65536;

    @Bean
    EndpointFilter endpointFilter(
            RequestMappingHandlerMapping requestMappingHandlerMapping,
            ConversionService webFluxConversionService,
            List<ArgumentSource> sources,
            JsonMapper mapper,
            ExecutorService requestExecutor) {
        PlainArguments plain = new PlainArguments(webFluxConversionService, new JsonBodies(mapper));
        EndpointIndex index = new EndpointIndex();
        Map<RequestMappingInfo, HandlerMethod> found =
                requestMappingHandlerMapping.getHandlerMethods();
        found.forEach((info, method) -> {
            Endpoint endpoint = endpoint(method, sources, plain);
            for (PathPattern pattern : info.getPatternsCondition().getPatterns()) {
                add(index, info, pattern, endpoint);
            }
        });
        return new EndpointFilter(index, new Answers(mapper), requestExecutor, MAX_BODY_BYTES);
    }

    private static void add(
            EndpointIndex index, RequestMappingInfo info, PathPattern pattern, Endpoint endpoint) {
        if (!EndpointIndex.holds(pattern) || info.getMethodsCondition().getMethods().isEmpty()) {
            throw new IllegalStateException(
                    "An endpoint needs methods and a path of segments and variables: " + info);
        }
        for (RequestMethod method : info.getMethodsCondition().getMethods()) {
            index.add(method.name(), pattern, endpoint);
        }
    }

    private static Endpoint endpoint(
            HandlerMethod method, List<ArgumentSource> sources, PlainArguments plain) {
        List<Argument> arguments = new ArrayList<>();
        List<Boolean> own = new ArrayList<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            List<Argument> given =
                    sources.stream()
                            .flatMap(source -> Stream.ofNullable(source.of(parameter)))
                            .toList();
            Argument argument = given.isEmpty() ? plain.of(parameter) : given.getFirst();
            if (argument == null) {
                throw new IllegalStateException("Nobody knows how to have " + parameter);
            }
            arguments.add(argument);
            own.add(!given.isEmpty());
        }
        return new Endpoint(method, arguments, own);
    }
}
