package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/// A local user as stored.
///
/// @param passwordHash null for those who cannot log in with a password
/// @param locked kept out for the time being, sessions survive: https://spec.matrix.org/v1.19/client-server-api/#account-locking
/// @param suspended may read but hardly write: https://spec.matrix.org/v1.19/client-server-api/#account-suspension
/// @param unlimited exempt from rate limits
/// @param appServiceId the application service that registered the account
/// @param termsVersion the version of the terms agreed to
public record Account(
        UserId userId,
        @Nullable String passwordHash,
        long createdTs,
        boolean admin,
        boolean guest,
        boolean deactivated,
        boolean erased,
        boolean locked,
        boolean suspended,
        boolean unlimited,
        @Nullable String userType,
        @Nullable String appServiceId,
        @Nullable String termsVersion) {}
