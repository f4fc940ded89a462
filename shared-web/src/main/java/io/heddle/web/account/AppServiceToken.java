package io.heddle.web.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.appservice.AppService;
import io.heddle.storage.appservice.AppServices;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/// The token of requests that application services may make to endpoints that need none of anybody else.
@Component
public class AppServiceToken {
    private static final String BEARER = "Bearer ";

    private final AppServices appServices;
    private final boolean queryTokens;

    AppServiceToken(AppServices appServices, HomeserverSettings settings) {
        this.appServices = appServices;
        this.queryTokens = settings.allowQueryTokens();
    }

    /// The service that asks. Fails with 401 when it is none.
    public AppService require(ServerHttpRequest request) {
        String token = of(request);
        if (token == null) {
            throw new MatrixException(401, "M_MISSING_TOKEN", "Missing access token");
        }
        AppService service = appServices.withToken(token);
        if (service == null) {
            throw new MatrixException(
                            401, "M_UNKNOWN_TOKEN", "Not the token of an application service")
                    .with("soft_logout", false);
        }
        return service;
    }

    /// The access token of a request, whosever it is.
    public @Nullable String of(ServerHttpRequest request) {
        String header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip();
        }
        return queryTokens ? request.getQueryParams().getFirst("access_token") : null;
    }
}
