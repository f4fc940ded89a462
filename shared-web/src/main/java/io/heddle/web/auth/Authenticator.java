package io.heddle.web.auth;

import org.jspecify.annotations.Nullable;

/// Turns an access token into who asks. Implemented over the token tables with a bounded cache.
public interface Authenticator {
    /// What is known without I/O: the answer for a token seen lately, or null.
    @Nullable Requester cached(Credentials credentials);

    /// Who asks; may read PostgreSQL. Fails with 401 M_UNKNOWN_TOKEN, 401 M_USER_LOCKED and the like.
    Requester authenticate(Credentials credentials);

    /// What a request brings along to say who asks.
    ///
    /// @param masqueradeAs the `user_id` query parameter, which means something for application services
    /// @param masqueradeDevice its `device_id` parameter
    /// @param lockedAllowed the endpoint is open to locked accounts
    record Credentials(
            String accessToken,
            @Nullable String masqueradeAs,
            @Nullable String masqueradeDevice,
            boolean lockedAllowed,
            @Nullable String remoteAddress,
            @Nullable String userAgent) {}
}
