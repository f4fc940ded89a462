package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/// A device of a local user, which is one login.
public record Device(
        UserId userId,
        String deviceId,
        @Nullable String displayName,
        long createdTs,
        @Nullable Long lastSeenTs,
        @Nullable String lastSeenIp,
        @Nullable String lastSeenUserAgent) {}
