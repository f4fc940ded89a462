package io.heddle.client.login;

import io.heddle.protocol.error.MatrixException;
import io.heddle.storage.account.SessionTokens;
import io.heddle.storage.account.Sessions;
import io.heddle.web.route.ClientController;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/// `POST /refresh`. https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3refresh
@ClientController
class RefreshEndpoint {
    private final Sessions sessions;

    RefreshEndpoint(Sessions sessions) {
        this.sessions = sessions;
    }

    @PostMapping("/refresh")
    Refreshed refresh(@RequestBody Body body) {
        if (body.refreshToken() == null) {
            throw MatrixException.missingParam("refresh_token");
        }
        SessionTokens tokens =
                sessions.refresh(body.refreshToken())
                        .orElseThrow(() ->
                                new MatrixException(
                                                401,
                                                "M_UNKNOWN_TOKEN",
                                                "Unknown or used refresh token")
                                        .with("soft_logout", true));
        return new Refreshed(tokens.accessToken(), tokens.refreshToken(), tokens.expiresInMs());
    }

    record Body(@Nullable String refreshToken) {}

    record Refreshed(
            String accessToken, @Nullable String refreshToken, @Nullable Long expiresInMs) {}
}
