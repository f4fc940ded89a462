package io.heddle.protocol.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("APX-02")
class UnpaddedBase64Test {
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "f,Zg",
        "fo,Zm8",
        "foo,Zm9v",
        "foob,Zm9vYg",
        "fooba,Zm9vYmE",
        "foobar,Zm9vYmFy"
    })
    void givesThePublishedEncodings(String text, String encoded) {
        assertThat(UnpaddedBase64.encode(text.getBytes(UTF_8))).isEqualTo(encoded);
        assertThat(UnpaddedBase64.decode(encoded)).isEqualTo(text.getBytes(UTF_8));
    }

    @Test
    void takesPaddingAndBothAlphabets() {
        byte[] bytes = {(byte) 0xFB, (byte) 0xFF, (byte) 0xFE, 1};
        assertThat(UnpaddedBase64.decode("+//+AQ==")).isEqualTo(bytes);
        assertThat(UnpaddedBase64.decode("-__-AQ")).isEqualTo(bytes);
        assertThat(UnpaddedBase64.encodeUrlSafe(bytes)).isEqualTo("-__-AQ");
        assertThat(UnpaddedBase64.decode("Zm8=")).isEqualTo("fo".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AAAAA", "A B=", "Z\u00e4==", "====", "A=AA", "!", "Zg==="})
    void refusesWhatIsNotBase64(String text) {
        assertThatThrownBy(() -> UnpaddedBase64.decode(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
