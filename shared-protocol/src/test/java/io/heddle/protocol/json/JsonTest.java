package io.heddle.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}{}",
                "{} x",
                "[1,]",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "NaN",
                "01",
                "+1",
                ".5",
                "1.",
                "\"a",
                "\"\t\"",
                "// c\n1",
                "\uFEFF{}",
                "tru",
                "\"\\ud800\"",
                "{\"\\udc00\":1}",
                "\"\\ud800\\ud800\"",
                "\"\\x\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(UTF_8)))
                .isInstanceOf(JsonParseFailure.class);
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonParseFailure.class);
    }

    @Test
    void refusesOtherEncodingsAndIllFormedUtf8() {
        byte[][] inputs = {
            "{\"a\":1}".getBytes(UTF_16LE),
            "{\"a\":1}".getBytes(Charset.forName("UTF-32BE")),
            {'"', (byte) 0xC0, (byte) 0x80, '"'},
            {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
            {'"', (byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'},
            {'"', (byte) 0xE2, (byte) 0x82, '"'},
            {'"', (byte) 0xFF, '"'}
        };
        for (byte[] input : inputs) {
            assertThatThrownBy(() -> Json.parse(input)).isInstanceOf(JsonParseFailure.class);
        }
    }

    @Test
    void takesTheLastOfRepeatedKeys() {
        assertThat(Json.longValue(Json.parse("{\"a\":1,\"a\":2}"), "a")).isEqualTo(2);
    }

    @Test
    void joinsSurrogatePairs() {
        assertThat(Json.parse("\"\\ud83d\\ude00\"").stringValue()).isEqualTo("😀");
        assertThat(Json.parse("\"\\ud83d\\ude00\"".getBytes(UTF_8)).stringValue()).isEqualTo("😀");
    }

    @Test
    void limitsNestingExceptInEnvelopes() {
        byte[] deep = ("{\"pdus\":[" + "[".repeat(5000) + "]".repeat(5000) + "]}").getBytes(UTF_8);

        assertThatThrownBy(() -> Json.parse(deep)).isInstanceOf(JsonParseFailure.class);
        assertThat(Json.isShallow(Json.parseEnvelope(deep).get("pdus").get(0))).isFalse();
        assertThat(Json.isShallow(Json.parse("[[{}]]"))).isTrue();
        byte[] bottomless = "[".repeat(1_000_000).getBytes(UTF_8);
        assertThatThrownBy(() -> Json.parseEnvelope(bottomless))
                .isInstanceOf(JsonParseFailure.class);
    }

    @Test
    void wantsAnObjectWhereOneIsDue() {
        assertThatThrownBy(() -> Json.parseObject("[]")).isInstanceOf(JsonParseFailure.class);
        assertThatThrownBy(() -> Json.parseObject("null".getBytes(UTF_8)))
                .isInstanceOf(JsonParseFailure.class);
    }

    @Test
    void gettersGiveNullForOtherTypes() {
        ObjectNode node =
                Json.parseObject(
                        "{\"s\":\"x\",\"n\":5,\"f\":5.0,\"big\":99999999999999999999,\"b\":true,\"o\":{},\"a\":[\"y\"],\"m\":[\"y\",1],\"z\":null}");

        assertThat(Json.string(node, "s")).isEqualTo("x");
        assertThat(Json.longValue(node, "n")).isEqualTo(5L);
        assertThat(Json.bool(node, "b")).isTrue();
        assertThat(Json.object(node, "o")).isEmpty();
        assertThat(Json.strings(node, "a")).containsExactly("y");
        assertThat(Json.strings(node, "m")).isNull();
        for (String wrong : new String[] {"n", "b", "o", "a", "z", "absent"}) {
            assertThat(Json.string(node, wrong)).isNull();
        }
        for (String wrong : new String[] {"s", "f", "big", "b", "o", "a", "z", "absent"}) {
            assertThat(Json.longValue(node, wrong)).isNull();
        }
        assertThat(Json.isTrue(node, "s")).isFalse();
        assertThat(Json.string(Json.parse("[1]"), "s")).isNull();
        assertThat(Json.string(null, "s")).isNull();
    }

    @Test
    @Tag("APX-04")
    void propertyPathsEscapeDotsAndBackslashes() {
        JsonNode event =
                Json.parse(
                        "{\"content\":{\"m.relates_to\":{\"rel_type\":\"r\"},\"m\\\\foo\":1,\"a\\\\x\":2}}");

        assertThat(
                        PropertyPath.parse("content.m\\.relates_to.rel_type")
                                .resolve(event)
                                .stringValue())
                .isEqualTo("r");
        assertThat(PropertyPath.parse("content.m\\\\foo").resolve(event).intValue()).isEqualTo(1);
        assertThat(PropertyPath.parse("content.a\\x").resolve(event).intValue()).isEqualTo(2);
        assertThat(PropertyPath.parse("content.m.relates_to").resolve(event)).isNull();
        assertThat(PropertyPath.parse("a\\\\.b\\.c").names()).containsExactly("a\\", "b.c");
        assertThat(PropertyPath.parse("a\\\\.b\\.c")).hasToString("a\\\\.b\\.c");
        assertThat(PropertyPath.parse("a..").names()).containsExactly("a", "", "");
    }
}
