package io.heddle.protocol.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternTest {

    @ParameterizedTest
    @Tag("APX-04")
    @CsvSource({
        "lunc?*, Lunch plans, true",
        "lunc?*, LUNCH, true",
        "lunc?*, ' lunch', false",
        "lunc?*, lunc, false",
        "m.room.*, m.room.message, true",
        "m.room.*, mxroom.message, false",
        "*, '', true",
        "?, '', false",
        "?, 😀, true",
        "a*b*c, aXbYbZc, true",
        "a*b*c, aXbYbZ, false",
        "straße, STRASSE, false",
        "ÄRGER, ärger, true",
        "'', '', true",
    })
    void matchesTheWholeTextInEitherCase(String glob, String text, boolean expected) {
        assertEquals(expected, TextPattern.whole(glob).matches(text));
    }

    @ParameterizedTest
    @Tag("APX-04")
    @Tag("CS-PUSH-03")
    @CsvSource({
        "ex*ple, An example event., true",
        "ex*ple, exple, true",
        "ex*ple, An exciting triple-whammy, true",
        "ex*ple, complexples, false",
        "cake, I like Cake!, true",
        "cake, cupcake, false",
        "cake, cake_shop, false",
        "cake, cupcake or cake, true",
        "cake, überXcake, false",
        "cake, übercakeß, false",
        "cake, ücakeß, true",
        "aab, aaab aab, true",
        "@room, hi @room, true",
        "@bob:example.org, ask @bob:example.org., true",
        "?oo, a zoo, true",
        "two words, have two words here, true",
    })
    void matchesPartsOfABodyAtWordBoundaries(String glob, String text, boolean expected) {
        assertEquals(expected, TextPattern.words(glob).matches(text));
    }

    @Test
    @Tag("CS-PUSH-03")
    void takesTheWildcardsOfADisplayNameLiterally() {
        assertFalse(TextPattern.literalWords("*").matches("anything"));
        assertTrue(TextPattern.literalWords("b*b").matches("hello B*B"));
        assertFalse(TextPattern.literalWords("b*b").matches("hello bob"));
    }

    @Test
    @Tag("APX-04")
    void agreesWithRegularExpressionsOnRandomPatterns() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String glob = word(random, "ab?*_- ", 70);
            String text = word(random, "aabb_- ", 20);
            String regex = glob.replace("?", ".").replace("*", ".*").replace("-", "\\-");
            String boundary = "(?:^|$|(?<![A-Za-z0-9_])|(?![A-Za-z0-9_]))";
            int flags = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
            String message = "'" + glob + "' on '" + text + "'";
            assertEquals(
                    Pattern.compile(regex, flags).matcher(text).matches(),
                    TextPattern.whole(glob).matches(text),
                    message);
            assertEquals(
                    Pattern.compile(boundary + regex + boundary, flags).matcher(text).find(),
                    TextPattern.words(glob).matches(text),
                    message);
        }
    }

    private static String word(Random random, String alphabet, int maximum) {
        int length = random.nextInt(random.nextInt(8) == 0 ? maximum : 7);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return word.toString();
    }

    @Test
    void takesLinearTimeOnHostilePatterns() {
        String text = "-".repeat(60_000);
        String stars = "*-".repeat(500) + "b";
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> {
                    assertFalse(TextPattern.words("-".repeat(1000) + "b").matches(text));
                    assertFalse(TextPattern.words(stars).matches(text));
                    assertFalse(TextPattern.whole(stars).matches(text));
                });
    }
}
