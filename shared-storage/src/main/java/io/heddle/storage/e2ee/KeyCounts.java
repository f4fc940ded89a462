package io.heddle.storage.e2ee;

import java.util.List;
import java.util.Map;

/// What is left of a device's one-time keys.
///
/// @param oneTimeKeys unclaimed one-time keys by algorithm; algorithms without any are absent, but for `signed_curve25519`
/// @param unusedFallbackKeyTypes algorithms whose fallback key nobody claimed yet
public record KeyCounts(Map<String, Long> oneTimeKeys, List<String> unusedFallbackKeyTypes) {
    /// The algorithm that clients use.
    public static final String SIGNED_CURVE25519 = "signed_curve25519";
}
