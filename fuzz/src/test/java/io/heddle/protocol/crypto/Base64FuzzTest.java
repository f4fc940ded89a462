package io.heddle.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

@Tag("APX-02")
class Base64FuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void decodingRefusesOrRoundTrips(byte[] input) {
        byte[] bytes;
        try {
            bytes = UnpaddedBase64.decode(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(UnpaddedBase64.decode(UnpaddedBase64.encode(bytes))).isEqualTo(bytes);
        assertThat(UnpaddedBase64.decode(UnpaddedBase64.encodeUrlSafe(bytes))).isEqualTo(bytes);
    }
}
