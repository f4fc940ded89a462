package io.heddle.protocol.crypto;

import java.security.PrivateKey;
import java.util.random.RandomGenerator;

/// A server's private Ed25519 key and its id, `ed25519:version`.
/// https://spec.matrix.org/v1.19/appendices/#signing-details
public final class SigningKey {
    static final String PREFIX = "ed25519:";

    private final String keyId;
    private final byte[] seed;
    private final PrivateKey privateKey;
    private final VerifyKey verifyKey;

    private SigningKey(String keyId, byte[] seed) {
        if (!KeyIds.isEd25519(keyId)) {
            throw new IllegalArgumentException("Not an Ed25519 key id");
        }
        if (seed.length != Ed25519.KEY_LENGTH) {
            throw new IllegalArgumentException("An Ed25519 seed has 32 bytes");
        }
        this.keyId = keyId;
        this.seed = seed.clone();
        this.privateKey = Ed25519.privateKey(seed);
        this.verifyKey = new VerifyKey(keyId, Ed25519.publicBytes(seed));
    }

    /// A new key with a random version of six characters; the generator must be a cryptographic one.
    public static SigningKey generate(RandomGenerator random) {
        byte[] seed = new byte[Ed25519.KEY_LENGTH];
        random.nextBytes(seed);
        StringBuilder version = new StringBuilder("a_");
        for (int i = 0; i < 4; i++) {
            version.append((char) ('a' + random.nextInt(26)));
        }
        return new SigningKey(PREFIX + version, seed);
    }

    public static SigningKey fromSeed(String keyId, byte[] seed) {
        return new SigningKey(keyId, seed);
    }

    /// Reads a line of a key file, `ed25519 version seed`. Throws `IllegalArgumentException` without showing the line.
    public static SigningKey parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length != 3 || !words[0].equals("ed25519")) {
            throw new IllegalArgumentException("A signing key is 'ed25519 version base64'");
        }
        return new SigningKey(PREFIX + words[1], UnpaddedBase64.decode(words[2]));
    }

    /// The line of a key file that [#parse] reads.
    public String toLine() {
        return "ed25519 " + keyId.substring(PREFIX.length()) + " " + UnpaddedBase64.encode(seed);
    }

    public String keyId() {
        return keyId;
    }

    public VerifyKey verifyKey() {
        return verifyKey;
    }

    public byte[] sign(byte[] message) {
        return Ed25519.sign(privateKey, message);
    }

    @Override
    public String toString() {
        return keyId;
    }
}
