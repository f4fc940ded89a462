package io.heddle.federation.openid;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.AccountStates;
import io.heddle.storage.account.OpenIdTokens;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /openid/userinfo`. https://spec.matrix.org/v1.19/server-server-api/#openid
@RestController
class OpenIdUserInfoEndpoint {
    private final OpenIdTokens tokens;
    private final AccountStates accounts;

    OpenIdUserInfoEndpoint(OpenIdTokens tokens, AccountStates accounts) {
        this.tokens = tokens;
        this.accounts = accounts;
    }

    @GetMapping("/_matrix/federation/v1/openid/userinfo")
    Map<String, String> userInfo(
            @RequestParam(name = "access_token", required = false) @Nullable String accessToken) {
        if (accessToken == null) {
            throw new MatrixException(401, "M_MISSING_TOKEN", "Access token required");
        }
        UserId user =
                tokens.find(accessToken)
                        .filter(this::isActive)
                        .orElseThrow(() ->
                                new MatrixException(
                                        401, "M_UNKNOWN_TOKEN", "Access token unknown or expired"));
        return Map.of("sub", user.value());
    }

    private boolean isActive(UserId user) {
        return accounts.find(user)
                .filter(state -> !state.deactivated() && !state.locked())
                .isPresent();
    }
}
