package io.heddle.storage.keys;

import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.id.ServerName;
import org.jspecify.annotations.Nullable;

/// A key of another server. Times are milliseconds since 1970.
///
/// @param validUntilTs at most seven days after `fetchedTs`
/// @param expiredTs when the server retired it, or null
/// @param document the key object of the server that names the key, in canonical JSON
public record RemoteKey(
        ServerName server,
        VerifyKey key,
        long validUntilTs,
        @Nullable Long expiredTs,
        long fetchedTs,
        byte[] document) {}
