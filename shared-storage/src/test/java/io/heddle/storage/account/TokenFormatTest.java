package io.heddle.storage.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.id.UserId;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TokenFormatTest {
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    @Test
    @Tag("CS-AUTH-01")
    void aTokenTellsItsUserAndShowsTypingErrors() {
        for (String localpart : new String[] {"alice", "a", "we?rd~Name", "_bridge_x", "ünï"}) {
            String token =
                    TokenFormat.create(
                            TokenFormat.ACCESS,
                            UserId.parse("@" + localpart + ":test.local"),
                            random);
            assertThat(token).matches("hdl_[A-Za-z0-9_-]+_[A-Za-z0-9]{32}_[A-Za-z0-9]{6}");
            assertThat(TokenFormat.isWellFormed(TokenFormat.ACCESS, token)).isTrue();
            assertThat(TokenFormat.isWellFormed(TokenFormat.REFRESH, token)).isFalse();
            assertThat(TokenFormat.localpart(token)).isEqualTo(localpart);
            assertThat(TokenFormat.isWellFormed(TokenFormat.ACCESS, token.substring(1))).isFalse();
            assertThat(TokenFormat.isWellFormed(TokenFormat.ACCESS, token.replace('a', 'b') + "x"))
                    .isFalse();
        }
    }

    @Test
    void nonsenseIsNoTokenAndHarmless() {
        for (String text :
                new String[] {
                    "", "hdl", "hdl_", "hdl__", "hdl_x_y", "Bearer", "hdl_%%%_x_y", "\0"
                }) {
            assertThat(TokenFormat.isWellFormed(TokenFormat.ACCESS, text)).isFalse();
        }
        assertThat(TokenFormat.localpart("hdl_%%%_x_y")).isEmpty();
    }
}
