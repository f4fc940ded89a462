package io.heddle.storage.e2ee;

import java.util.Locale;

/// What a cross-signing key is for. https://spec.matrix.org/v1.19/client-server-api/#cross-signing
public enum CrossSigningUsage {
    MASTER,
    SELF_SIGNING,
    USER_SIGNING;

    /// The word in a key's `usage`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Where requests and federation carry the key.
    public String field() {
        return key() + "_key";
    }
}
