package io.heddle.web.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import reactor.core.publisher.Mono;

/// Finds the endpoint of a request among those with its method and as many path elements. Spring tries every pattern in
/// turn, which with each endpoint under five prefixes costs more than most endpoints do. What is not found here, Spring
/// looks up, and words the error.
public final class IndexedHandlerMapping extends RequestMappingHandlerMapping {
    private volatile @Nullable Map<Key, List<Candidate>> index;

    @Override
    public Mono<HandlerMethod> getHandlerInternal(ServerWebExchange exchange) {
        Candidate found = find(exchange);
        if (found == null) {
            return super.getHandlerInternal(exchange);
        }
        HandlerMethod method = found.method().createWithResolvedBean();
        handleMatch(found.info(), method, exchange);
        return Mono.just(method);
    }

    private @Nullable Candidate find(ServerWebExchange exchange) {
        HttpMethod method = exchange.getRequest().getMethod();
        int length = exchange.getRequest().getPath().pathWithinApplication().elements().size();
        Candidate best = null;
        for (Candidate candidate :
                index().getOrDefault(new Key(method.name(), length), List.of())) {
            RequestMappingInfo matching = getMatchingMapping(candidate.info(), exchange);
            if (matching != null
                    && (best == null
                            || getMappingComparator(exchange).compare(matching, best.info()) < 0)) {
                best = new Candidate(matching, candidate.method());
            }
        }
        return best;
    }

    private Map<Key, List<Candidate>> index() {
        Map<Key, List<Candidate>> built = index;
        if (built == null) {
            built = build();
            index = built;
        }
        return built;
    }

    private Map<Key, List<Candidate>> build() {
        Map<Key, List<Candidate>> built = new HashMap<>();
        getHandlerMethods()
                .forEach((info, method) -> {
                    for (PathPattern pattern : info.getPatternsCondition().getPatterns()) {
                        String text = pattern.getPatternString();
                        if (text.contains("*")) {
                            continue;
                        }
                        int length = PathContainer.parsePath(text).elements().size();
                        for (RequestMethod verb : info.getMethodsCondition().getMethods()) {
                            List<Candidate> candidates =
                                    built.computeIfAbsent(
                                            new Key(verb.name(), length), key -> new ArrayList<>());
                            Candidate candidate = new Candidate(info, method);
                            if (!candidates.contains(candidate)) {
                                candidates.add(candidate);
                            }
                        }
                    }
                });
        return built;
    }

    private record Key(String method, int length) {}

    private record Candidate(RequestMappingInfo info, HandlerMethod method) {}
}
