package io.heddle.web.account;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.SessionTokens;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The answer to a login or a registration; without tokens when no session was wanted.
public record LoginAnswer(
        String userId,
        String homeServer,
        @Nullable String accessToken,
        @Nullable String deviceId,
        @Nullable Long expiresInMs,
        @Nullable String refreshToken,
        @Nullable JsonNode wellKnown) {

    public static LoginAnswer of(SessionTokens tokens, @Nullable JsonNode wellKnown) {
        return new LoginAnswer(
                tokens.userId().value(),
                tokens.userId().server().value(),
                tokens.accessToken(),
                tokens.deviceId(),
                tokens.expiresInMs(),
                tokens.refreshToken(),
                wellKnown);
    }

    public static LoginAnswer withoutSession(UserId user) {
        return new LoginAnswer(user.value(), user.server().value(), null, null, null, null, null);
    }
}
