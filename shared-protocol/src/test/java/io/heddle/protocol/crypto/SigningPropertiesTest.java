package io.heddle.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import java.security.PublicKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;

@Tag("APX-02")
class SigningPropertiesTest {
    @Property(tries = 100)
    void bothProvidersGiveAndTakeTheSameSignatures(
            @ForAll @Size(32) byte[] seed, @ForAll byte[] message) {
        PrivateKey privateKey = Ed25519.privateKey(seed);
        PublicKey publicKey = Ed25519.publicKey(Ed25519.publicBytes(seed));
        byte[] fast = Ed25519.sign(privateKey, message);
        byte[] slow = Ed25519.sign(Ed25519.jdk(), privateKey, message);

        assertThat(fast).isEqualTo(slow);
        assertThat(Ed25519.verify(publicKey, message, fast)).isTrue();
        assertThat(Ed25519.verify(Ed25519.jdk(), publicKey, message, fast)).isTrue();
    }

    @Property(tries = 100)
    void anyFlippedBitBreaksTheSignature(
            @ForAll @Size(32) byte[] seed, @ForAll @Size(64) byte[] message, @ForAll int bit) {
        PublicKey publicKey = Ed25519.publicKey(Ed25519.publicBytes(seed));
        byte[] signature = Ed25519.sign(Ed25519.privateKey(seed), message);
        int at = Math.floorMod(bit, 512);

        assertThat(Ed25519.verify(publicKey, flipped(message, at), signature)).isFalse();
        assertThat(Ed25519.verify(publicKey, message, flipped(signature, at))).isFalse();
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << bit % 8);
        return copy;
    }
}
