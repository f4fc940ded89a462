package io.heddle.client.login;

import io.heddle.storage.account.LoginTokens;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.uia.InteractiveAuth;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `POST /login/get_token`: lets a logged-in user log in another client.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv1loginget_token
@RestController
class LoginTokenEndpoint {
    private final LoginTokens tokens;
    private final InteractiveAuth interactiveAuth;
    private final RateLimiter limiter;

    LoginTokenEndpoint(LoginTokens tokens, InteractiveAuth interactiveAuth, RateLimiter limiter) {
        this.tokens = tokens;
        this.interactiveAuth = interactiveAuth;
        this.limiter = limiter;
    }

    @PostMapping({
        "/_matrix/client/v1/login/get_token",
        "/_matrix/client/unstable/org.matrix.msc3882/login/get_token"
    })
    Token create(Requester requester, @RequestBody ObjectNode body, ServerHttpRequest request) {
        interactiveAuth.confirm(requester, request, body);
        limiter.check(Limit.LOGIN_ACCOUNT, requester);
        return new Token(tokens.create(requester.userId()), LoginTokens.LIFETIME.toMillis());
    }

    record Token(String loginToken, long expiresInMs) {}
}
