package io.heddle.web.auth;

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import reactor.core.scheduler.Scheduler;

/// Makes the adapter that finds out who asks, user or server, before an endpoint runs.
@Component
public class HandlerAdapters {
    private final Authenticator users;
    private final OriginAuthenticator servers;

    HandlerAdapters(Authenticator users, OriginAuthenticator servers) {
        this.users = users;
        this.servers = servers;
    }

    /// @param maxSignedBytes the longest body of a server's request
    /// @param blocking where tokens and keys are looked up
    /// @param queryTokens whether `access_token` in the query still counts
    public RequestMappingHandlerAdapter make(
            int maxSignedBytes, Scheduler blocking, boolean queryTokens) {
        return new AuthenticatingHandlerAdapter(
                users, servers, maxSignedBytes, blocking, queryTokens);
    }
}
