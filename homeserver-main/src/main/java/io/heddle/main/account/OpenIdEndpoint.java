package io.heddle.main.account;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.OpenIdTokens;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// `POST /user/{userId}/openid/request_token`. https://spec.matrix.org/v1.19/client-server-api/#openid
@ClientController
class OpenIdEndpoint {
    private final OpenIdTokens tokens;

    OpenIdEndpoint(OpenIdTokens tokens) {
        this.tokens = tokens;
    }

    @PostMapping("/user/{userId}/openid/request_token")
    OpenIdToken request(
            Requester requester,
            @PathVariable UserId userId,
            @RequestBody(required = false) @Nullable ObjectNode body) {
        requester.mustBe(userId);
        return new OpenIdToken(
                tokens.create(userId),
                "Bearer",
                userId.server().value(),
                OpenIdTokens.LIFETIME.toSeconds());
    }

    record OpenIdToken(
            String accessToken, String tokenType, String matrixServerName, long expiresIn) {}
}
