package io.heddle.protocol.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// Ed25519 by Amazon Corretto Crypto Provider, some twenty times faster than the JDK, or by the JDK where the native
/// library does not load. The provider is used by instance and never installed.
final class Ed25519 {
    static final int KEY_LENGTH = 32;
    static final int SIGNATURE_LENGTH = 64;

    private static final String ALGORITHM = "Ed25519";
    private static final byte[] PKCS8_PREFIX =
            HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final Provider JDK = Security.getProvider("SunEC");
    private static final Provider PROVIDER = provider();

    private Ed25519() {}

    static boolean isNative() {
        return PROVIDER != JDK;
    }

    static PrivateKey privateKey(byte[] seed) {
        try {
            return KeyFactory.getInstance(ALGORITHM, JDK)
                    .generatePrivate(new PKCS8EncodedKeySpec(concat(PKCS8_PREFIX, seed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No Ed25519", e);
        }
    }

    /// Throws `IllegalArgumentException` when the bytes are no point of the curve.
    static PublicKey publicKey(byte[] raw) {
        if (raw.length != KEY_LENGTH) {
            throw new IllegalArgumentException("An Ed25519 key has 32 bytes");
        }
        try {
            return KeyFactory.getInstance(ALGORITHM, JDK)
                    .generatePublic(new X509EncodedKeySpec(concat(X509_PREFIX, raw)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Not an Ed25519 key", e);
        }
    }

    /// The JDK derives the public key only while generating a pair: it is given the seed as its randomness.
    static byte[] publicBytes(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM, JDK);
            generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No Ed25519", e);
        }
    }

    static byte[] sign(PrivateKey key, byte[] message) {
        return sign(PROVIDER, key, message);
    }

    static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        return signature.length == SIGNATURE_LENGTH && verify(PROVIDER, key, message, signature);
    }

    static byte[] sign(Provider provider, PrivateKey key, byte[] message) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM, provider);
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 signing failed", e);
        }
    }

    static boolean verify(Provider provider, PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM, provider);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 checking failed", e);
        }
    }

    static Provider jdk() {
        return JDK;
    }

    private static Provider provider() {
        try {
            Provider corretto = AmazonCorrettoCryptoProvider.INSTANCE;
            if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() != null) {
                return JDK;
            }
            Signature.getInstance(ALGORITHM, corretto);
            return corretto;
        } catch (GeneralSecurityException | LinkageError e) {
            return JDK;
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static final class FixedRandom extends SecureRandom {
        private final transient byte[] seed;

        FixedRandom(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("Unexpected use of randomness");
            }
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
