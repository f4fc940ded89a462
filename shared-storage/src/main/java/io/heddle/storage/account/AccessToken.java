package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/// What is known of an access token that was shown.
///
/// @param expiresTs milliseconds since the epoch, null for never
/// @param refreshId the refresh token it was given out with
/// @param used it was shown before
public record AccessToken(
        long id,
        UserId userId,
        String deviceId,
        @Nullable Long expiresTs,
        @Nullable Long refreshId,
        boolean used) {

    public boolean hasExpired(long nowTs) {
        return expiresTs != null && expiresTs <= nowTs;
    }
}
