package io.heddle.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("APX-04")
class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "?, '', false",
        "'', '', true",
        "'', a, false",
        "a*c, abbbc, true",
        "a*c, ac, true",
        "a?c, ac, false",
        "a?c, abc, true",
        "a?c, a😀c, true",
        "*.example.org, x.example.org, true",
        "*.example.org, example.org, false",
        "a*b*c, aXbYbZc, true",
        "a*b*c, aXcYb, false",
        "a.c, abc, false",
        "**, abc, true",
        "*a, aaab, false",
        "[ab], a, false",
        "Ab, ab, false",
        "*ss?, mississ1, true"
    })
    void matchesTheWholeText(String pattern, String text, boolean expected) {
        assertThat(Glob.of(pattern).matches(text)).isEqualTo(expected);
    }

    @Test
    void ignoresCaseWhenAsked() {
        assertThat(Glob.ignoringCase("*.EXAMPLE.org").matches("a.example.ORG")).isTrue();
        assertThat(Glob.ignoringCase("STRASSE É").matches("strasse é")).isTrue();
    }

    @Test
    void hostilePatternsStayCheap() {
        Glob hostile = Glob.of("*a".repeat(200) + "b");
        String text = "a".repeat(20_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(hostile.matches(text)).isFalse());
    }
}
