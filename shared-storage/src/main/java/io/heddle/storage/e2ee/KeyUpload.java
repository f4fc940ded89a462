package io.heddle.storage.e2ee;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys that a device uploads, each in canonical JSON.
///
/// @param deviceKeys the identity keys, without `unsigned`; null to leave them as they are
/// @param oneTimeKeys more one-time keys, in the order in which they are to be given out
/// @param fallbackKeys fallback keys, each instead of the present one of its algorithm
public record KeyUpload(
        byte @Nullable [] deviceKeys, List<Key> oneTimeKeys, List<Key> fallbackKeys) {

    /// A key by the name `algorithm:id`.
    ///
    /// @param key a text or an object
    public record Key(String algorithm, String id, byte[] key) {
        public String name() {
            return algorithm + ":" + id;
        }
    }
}
