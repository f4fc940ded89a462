package io.heddle.storage.e2ee;

import io.heddle.storage.database.StorableText;
import java.util.Comparator;

/// A wish for a one-time key of a local device.
public record KeyClaim(String userId, String deviceId, String algorithm)
        implements Comparable<KeyClaim> {
    private static final Comparator<KeyClaim> ORDER =
            Comparator.comparing(KeyClaim::userId)
                    .thenComparing(KeyClaim::deviceId)
                    .thenComparing(KeyClaim::algorithm);

    KeyClaim storable() {
        return new KeyClaim(
                StorableText.of(userId), StorableText.of(deviceId), StorableText.of(algorithm));
    }

    String cacheKey() {
        return OneTimeKeys.cacheKey(userId, deviceId);
    }

    @Override
    public int compareTo(KeyClaim other) {
        return ORDER.compare(this, other);
    }
}
