package io.heddle.protocol.crypto;

/// Key ids, `algorithm:version`. https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys
public final class KeyIds {
    private KeyIds() {}

    /// Whether an id is of the one algorithm that signs; ids of others are skipped. The version is taken as it comes,
    /// up to 255 characters: servers in the wild use more than `[a-zA-Z0-9_]`.
    public static boolean isEd25519(String keyId) {
        return keyId.startsWith(SigningKey.PREFIX)
                && keyId.length() > SigningKey.PREFIX.length()
                && keyId.length() <= 255;
    }
}
