package io.heddle.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.Vectors;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Tag("APX-01")
class CanonicalJsonTest {
    private static String canonical(String json) {
        return new String(CanonicalJson.encode(Json.parse(json)), UTF_8);
    }

    private static String lenient(String json) {
        return new String(CanonicalJson.encodeLenient(Json.parse(json)), UTF_8);
    }

    @Test
    void givesThePublishedEncodings() {
        for (JsonNode vector : Json.array(Vectors.all(), "canonical_json")) {
            assertThat(canonical(Json.string(vector, "input")))
                    .isEqualTo(Json.string(vector, "canonical"));
        }
    }

    @Test
    void sortsKeysByCodePointAlsoBeyondTheBasicPlane() {
        assertThat(canonical("{\"😀\":1,\"\uFF5E\":2,\"z\":3,\"\uD7FF\":4,\"ab\":5,\"a\":6}"))
                .isEqualTo("{\"a\":6,\"ab\":5,\"z\":3,\"\uD7FF\":4,\"\uFF5E\":2,\"😀\":1}");
    }

    @Test
    void writesTheShortestEscapes() {
        assertThat(
                        canonical(
                                "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\\u007f\\\"\\\\\\/é\\u2028\""))
                .isEqualTo("\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\u007f\\\"\\\\/é\u2028\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740991", "-9007199254740991", "0"})
    void keepsIntegersWithinTheRange(String number) {
        assertThat(canonical(number)).isEqualTo(number);
        assertThat(new String(CanonicalJson.encodeStrict(Json.parse(number)), UTF_8))
                .isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740992",
                "-9007199254740992",
                "123456789012345678901234567890",
                "1.5",
                "1e300"
            })
    void refusesOtherNumbers(String number) {
        JsonNode node = Json.parse("{\"a\":[" + number + "]}");
        assertThatThrownBy(() -> CanonicalJson.encode(node))
                .isInstanceOf(CanonicalJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e10", "1.0", "-0.0"})
    void refusesIntegralFloatsWhereEventsAreStrict(String number) {
        JsonNode node = Json.parse(number);
        assertThatThrownBy(() -> CanonicalJson.encodeStrict(node))
                .isInstanceOf(CanonicalJsonException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "50.57, 50.57",
        "1.0, 1.0",
        "-0.0, -0.0",
        "1e10, 10000000000.0",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.25e22, 1.25e+22",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "-2.5e-300, -2.5e-300",
        "123456789012345678901234567890, 123456789012345678901234567890",
        "9007199254740993, 9007199254740993"
    })
    void writesNumbersOfOldRoomsAsTheyAreSignedElsewhere(String number, String expected) {
        assertThat(lenient(number)).isEqualTo(expected);
    }

    @Test
    void refusesWhatHasNoEncodingAtAll() {
        JsonNode surrogate = Json.object().put("a", "\uD800");
        JsonNode surrogateKey = Json.object().put("\uDC00x", 1);
        JsonNode infinite = Json.object().put("a", Double.POSITIVE_INFINITY);
        for (JsonNode node : new JsonNode[] {surrogate, surrogateKey, infinite}) {
            assertThatThrownBy(() -> CanonicalJson.encodeLenient(node))
                    .isInstanceOf(CanonicalJsonException.class);
        }
    }

    @Test
    void leavesOutTopLevelKeysOnly() {
        byte[] bytes =
                CanonicalJson.encodeWithout(
                        Json.parseObject("{\"b\":{\"a\":1},\"a\":2,\"c\":[]}"), Set.of("a", "c"));
        assertThat(new String(bytes, UTF_8)).isEqualTo("{\"b\":{\"a\":1}}");
    }

    @Test
    void limitsTheNestingOfEventsButNotThatOfTheirEnvelopes() {
        JsonNode fits = Json.parse("{\"a\":" + "[".repeat(499) + "]".repeat(499) + "}");
        byte[] deep = ("{\"a\":" + "[".repeat(15_000) + "]".repeat(15_000) + "}").getBytes(UTF_8);

        assertThat(CanonicalJson.encodeEvent(fits.asObject(), true)).hasSize(5 + 998 + 1);
        assertThat(CanonicalJson.encode(Json.parseEnvelope(deep))).isEqualTo(deep);
        assertThatThrownBy(() -> CanonicalJson.encodeEvent(Json.parseEnvelope(deep), false))
                .isInstanceOf(CanonicalJsonException.class);
    }
}
