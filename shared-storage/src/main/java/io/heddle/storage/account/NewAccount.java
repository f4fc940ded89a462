package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/// An account to be made.
public record NewAccount(
        UserId userId,
        @Nullable String passwordHash,
        boolean admin,
        boolean guest,
        @Nullable String userType,
        @Nullable String appServiceId,
        @Nullable String displayName) {

    public static NewAccount user(UserId userId, @Nullable String passwordHash) {
        return new NewAccount(userId, passwordHash, false, false, null, null, null);
    }

    public static NewAccount guest(UserId userId) {
        return new NewAccount(userId, null, false, true, null, null, null);
    }

    public static NewAccount ofService(UserId userId, String appServiceId) {
        return new NewAccount(userId, null, false, false, null, appServiceId, null);
    }
}
