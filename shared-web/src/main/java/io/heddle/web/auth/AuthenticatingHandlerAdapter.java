package io.heddle.web.auth;

import io.heddle.protocol.error.MatrixException;
import io.heddle.web.auth.Authenticator.Credentials;
import io.heddle.web.request.RequestNotes;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Finds out who asks before anything else of a request is looked at, so that a missing token is told before a bad body.
/// https://spec.matrix.org/v1.19/client-server-api/#client-authentication
public final class AuthenticatingHandlerAdapter extends RequestMappingHandlerAdapter {
    static final String ATTRIBUTE = Requester.class.getName();
    private static final String BEARER = "Bearer ";

    private final Authenticator authenticator;
    private final Scheduler blocking;
    private final boolean queryTokens;
    private final Map<HandlerMethod, Need> needs = new ConcurrentHashMap<>();

    /// @param blocking where a token that is not cached is looked up
    /// @param queryTokens whether `access_token` in the query still counts
    public AuthenticatingHandlerAdapter(
            Authenticator authenticator, Scheduler blocking, boolean queryTokens) {
        this.authenticator = authenticator;
        this.blocking = blocking;
        this.queryTokens = queryTokens;
    }

    @Override
    public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
        Need need = needs.computeIfAbsent((HandlerMethod) handler, Need::of);
        if (!need.wanted()) {
            return run(exchange, handler, need);
        }
        String token = token(exchange);
        if (token == null) {
            return need.required()
                    ? Mono.error(
                            new MatrixException(401, "M_MISSING_TOKEN", "Missing access token"))
                    : run(exchange, handler, need);
        }
        Credentials credentials = credentials(exchange, token, need);
        Requester known = authenticator.cached(credentials);
        if (known != null) {
            return admit(exchange, handler, need, known);
        }
        return Mono.fromCallable(() -> authenticator.authenticate(credentials))
                .doOnTerminate(() -> RequestNotes.of(exchange).processed())
                .subscribeOn(blocking)
                .flatMap(requester -> admit(exchange, handler, need, requester));
    }

    private Mono<HandlerResult> admit(
            ServerWebExchange exchange, Object handler, Need need, Requester requester) {
        if (requester.guest() && !need.guests()) {
            return Mono.error(
                    new MatrixException(
                            403, "M_GUEST_ACCESS_FORBIDDEN", "Guest access not allowed"));
        }
        exchange.getAttributes().put(ATTRIBUTE, requester);
        RequestNotes.of(exchange).requester(label(requester));
        return run(exchange, handler, need);
    }

    /// Calls the endpoint. Where it takes JSON, a body is JSON whatever the request says: Spring would refuse one that is
    /// labelled as a form, which is how command-line clients label everything.
    private Mono<HandlerResult> run(ServerWebExchange exchange, Object handler, Need need) {
        boolean mislabelled =
                need.jsonBody()
                        && MediaType.APPLICATION_FORM_URLENCODED.isCompatibleWith(
                                exchange.getRequest().getHeaders().getContentType());
        return super.handle(mislabelled ? asJson(exchange) : exchange, handler)
                .doOnTerminate(() -> RequestNotes.of(exchange).processed());
    }

    private static String label(Requester requester) {
        return requester.appService() == null
                ? requester.userId().value()
                : requester.appService() + "|" + requester.userId().value();
    }

    private static ServerWebExchange asJson(ServerWebExchange exchange) {
        return exchange.mutate()
                .request(request ->
                        request.headers(
                                headers -> headers.setContentType(MediaType.APPLICATION_JSON)))
                .build();
    }

    private @Nullable String token(ServerWebExchange exchange) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip();
        }
        return queryTokens ? exchange.getRequest().getQueryParams().getFirst("access_token") : null;
    }

    private static Credentials credentials(ServerWebExchange exchange, String token, Need need) {
        Map<String, String> query = exchange.getRequest().getQueryParams().toSingleValueMap();
        InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
        return new Credentials(
                token,
                query.get("user_id"),
                query.getOrDefault("device_id", query.get("org.matrix.msc3202.device_id")),
                need.locked(),
                remote == null || remote.getAddress() == null
                        ? null
                        : remote.getAddress().getHostAddress(),
                exchange.getRequest().getHeaders().getFirst(HttpHeaders.USER_AGENT));
    }

    /// What an endpoint wants to know of who asks.
    private record Need(
            boolean wanted, boolean required, boolean guests, boolean locked, boolean jsonBody) {
        static Need of(HandlerMethod method) {
            boolean wanted = false;
            boolean required = false;
            boolean jsonBody = false;
            for (MethodParameter parameter : method.getMethodParameters()) {
                if (parameter.getParameterType() == Requester.class) {
                    wanted = true;
                    required = !RequesterArgumentResolver.isOptional(parameter);
                }
                jsonBody |= parameter.hasParameterAnnotation(RequestBody.class);
            }
            return new Need(
                    wanted,
                    required,
                    method.hasMethodAnnotation(GuestsAllowed.class),
                    method.hasMethodAnnotation(LockedAllowed.class),
                    jsonBody);
        }
    }
}
