package io.heddle.protocol.crypto;

import java.security.PublicKey;
import java.util.Arrays;

/// A public Ed25519 key and its id.
public final class VerifyKey {
    private final String keyId;
    private final byte[] raw;
    private final PublicKey publicKey;

    /// Throws `IllegalArgumentException` unless the bytes are a key.
    public VerifyKey(String keyId, byte[] raw) {
        this.keyId = keyId;
        this.raw = raw.clone();
        this.publicKey = Ed25519.publicKey(raw);
    }

    public static VerifyKey parse(String keyId, String base64) {
        return new VerifyKey(keyId, UnpaddedBase64.decode(base64));
    }

    public String keyId() {
        return keyId;
    }

    public byte[] bytes() {
        return raw.clone();
    }

    public String base64() {
        return UnpaddedBase64.encode(raw);
    }

    /// False for a signature of a wrong length too.
    public boolean verify(byte[] message, byte[] signature) {
        return Ed25519.verify(publicKey, message, signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyKey key
                && key.keyId.equals(keyId)
                && Arrays.equals(key.raw, raw);
    }

    @Override
    public int hashCode() {
        return 31 * keyId.hashCode() + Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return keyId + " " + base64();
    }
}
