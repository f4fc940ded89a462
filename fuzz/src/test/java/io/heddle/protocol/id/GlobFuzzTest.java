package io.heddle.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;

class GlobFuzzTest {
    /// The pattern and the text, with a line's end between.
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void anyPatternIsMatchedAgainstAnyText(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", 2);
        String text = parts.length == 2 ? parts[1] : "";
        boolean matches = Glob.of(parts[0]).matches(text);
        if (parts[0].indexOf('*') < 0 && parts[0].indexOf('?') < 0) {
            assertThat(matches).isEqualTo(parts[0].equals(text));
        }
        if (matches) {
            assertThat(Glob.ignoringCase(parts[0]).matches(text)).isTrue();
            assertThat(Glob.of(parts[0] + "*").matches(text + "x")).isTrue();
        }
    }
}
