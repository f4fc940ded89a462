package io.heddle.web.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {
    private final PasswordHasher hasher =
            new PasswordHasher(RandomGenerator.of("L64X128MixRandom"));

    @AfterEach
    void stop() {
        hasher.destroy();
    }

    @Test
    @Tag("CS-AUTH-06")
    void onlyTheRightPasswordMatchesItsHash() {
        String hash = hasher.hash("correct horse");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(hasher.matches("correct horse", hash)).isTrue();
        assertThat(hasher.matches("correct house", hash)).isFalse();
        assertThat(hasher.hash("correct horse")).isNotEqualTo(hash);
        assertThat(hasher.matches("anything", null)).isFalse();
        assertThat(hasher.matches("anything", "no hash")).isFalse();
    }

    /// Letters with an accent come in two spellings, by keyboard.
    @Test
    void bothSpellingsOfALetterAreTheSamePassword() {
        assertThat(hasher.matches("cafe\u0301", hasher.hash("caf\u00e9"))).isTrue();
    }

    /// A vector made with the reference implementation of Argon2.
    @Test
    void hashesOfOtherImplementationsAreUnderstood() {
        String hash =
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(hasher.matches("password", hash)).isTrue();
        assertThat(hasher.matches("Password", hash)).isFalse();
    }
}
