package io.heddle.web.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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

/// Finds the endpoint of a request by its path where that has no variables, else among those with its method and as many
/// path elements. Spring tries every pattern in
/// turn, which with each endpoint under five prefixes costs more than most endpoints do. What is not found here, Spring
/// looks up, and words the error.
public final class IndexedHandlerMapping extends RequestMappingHandlerMapping {
    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9_./-]+");

    private volatile @Nullable Index index;

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
        Index known = index();
        Candidate plain =
                known.byPath().get(new Path(method.name(), exchange.getRequest().getPath().value()));
        if (plain != null) {
            return plain;
        }
        int length = exchange.getRequest().getPath().pathWithinApplication().elements().size();
        Candidate best = null;
        for (Candidate candidate :
                known.byLength().getOrDefault(new Key(method.name(), length), List.of())) {
            RequestMappingInfo matching = getMatchingMapping(candidate.info(), exchange);
            if (matching != null
                    && (best == null
                            || getMappingComparator(exchange).compare(matching, best.info()) < 0)) {
                best = new Candidate(matching, candidate.method());
            }
        }
        return best;
    }

    private Index index() {
        Index built = index;
        if (built == null) {
            built = new Index(byPath(), byLength());
            index = built;
        }
        return built;
    }

    /// The only endpoints of their paths, which depend on nothing else of a request.
    private Map<Path, Candidate> byPath() {
        Map<Path, Candidate> built = new HashMap<>();
        Set<Path> shared = new HashSet<>();
        getHandlerMethods()
                .forEach((info, method) -> {
                    for (PathPattern pattern : info.getPatternsCondition().getPatterns()) {
                        String text = pattern.getPatternString();
                        for (RequestMethod verb : info.getMethodsCondition().getMethods()) {
                            Path path = new Path(verb.name(), text);
                            Candidate one =
                                    new Candidate(info.mutate().paths(text).build(), method);
                            if (!isPlain(info, text) || built.putIfAbsent(path, one) != null) {
                                shared.add(path);
                            }
                        }
                    }
                });
        built.keySet().removeAll(shared);
        return built;
    }

    private static boolean isPlain(RequestMappingInfo info, String pattern) {
        return PLAIN.matcher(pattern).matches()
                && info.getParamsCondition().isEmpty()
                && info.getHeadersCondition().isEmpty()
                && info.getConsumesCondition().isEmpty()
                && info.getProducesCondition().isEmpty()
                && info.getCustomCondition() == null;
    }

    private Map<Key, List<Candidate>> byLength() {
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

    private record Index(Map<Path, Candidate> byPath, Map<Key, List<Candidate>> byLength) {}

    private record Path(String method, String path) {}

    private record Key(String method, int length) {}

    private record Candidate(RequestMappingInfo info, HandlerMethod method) {}
}
