package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/// The tokens of a login, in the clear: this once and never again.
///
/// @param expiresInMs how long the access token lasts, null for as long as the device
public record SessionTokens(
        UserId userId,
        String deviceId,
        String accessToken,
        @Nullable Long expiresInMs,
        @Nullable String refreshToken) {}
