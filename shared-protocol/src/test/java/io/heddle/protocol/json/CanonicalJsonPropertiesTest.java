package io.heddle.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Tag("APX-01")
class CanonicalJsonPropertiesTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Property(tries = 300)
    void encodingIsAFixedPoint(@ForAll("trees") JsonNode tree) {
        byte[] once = CanonicalJson.encodeStrict(tree);
        JsonNode read = Json.parse(once);

        assertThat(CanonicalJson.encodeStrict(read)).isEqualTo(once);
        assertThat(CanonicalJson.encode(read)).isEqualTo(once);
        assertThat(CanonicalJson.encodeLenient(read)).isEqualTo(once);
    }

    @Property(tries = 300)
    void theOrderAndTheSpacingOfTheInputDoNotMatter(@ForAll("trees") JsonNode tree) {
        byte[] spaced =
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(reversed(tree));

        assertThat(CanonicalJson.encode(Json.parse(spaced))).isEqualTo(CanonicalJson.encode(tree));
    }

    @Property(tries = 300)
    void keysSortAsTheirUtf32Does(@ForAll("texts") String a, @ForAll("texts") String b) {
        int byCodePoint =
                java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

        assertThat(Integer.signum(CanonicalWriter.compareCodePoints(a, b)))
                .isEqualTo(Integer.signum(byCodePoint));
    }

    @Property(tries = 300)
    void lengthInUtf8IsThatOfTheEncoder(@ForAll("texts") String text) {
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Property(tries = 500)
    void bytesAreWellFormedWhenTheDecoderOfTheJdkSaysSo(@ForAll byte[] bytes) {
        byte[] decodedAndBack =
                new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        boolean replaced = !java.util.Arrays.equals(decodedAndBack, bytes);

        assertThat(Utf8.isWellFormed(bytes)).isEqualTo(!replaced);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars('"', '\\', '\n', '\u0000', '\uE000', '\uFFFF')
                .withCharRange('a', 'e')
                .withCharRange('\u0080', '\u0900')
                .ofMaxLength(8)
                .map(text -> text.replace("e", "😀").replace("d", "\uD7FF"));
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        return Arbitraries.recursive(this::leaves, this::containers, 0, 3);
    }

    private Arbitrary<JsonNode> leaves() {
        return Arbitraries.oneOf(
                texts().map(NODES::stringNode),
                Arbitraries.longs()
                        .between(-CanonicalJson.MAX_INTEGER, CanonicalJson.MAX_INTEGER)
                        .map(number -> (JsonNode) NODES.numberNode(number)),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
    }

    private Arbitrary<JsonNode> containers(Arbitrary<JsonNode> children) {
        Arbitrary<JsonNode> lists =
                children.list().ofMaxSize(4).map(CanonicalJsonPropertiesTest::list);
        Arbitrary<JsonNode> objects =
                Arbitraries.maps(texts(), children)
                        .ofMaxSize(4)
                        .map(CanonicalJsonPropertiesTest::object);
        return Arbitraries.oneOf(lists, objects);
    }

    private static JsonNode list(List<JsonNode> children) {
        ArrayNode list = NODES.arrayNode();
        children.forEach(list::add);
        return list;
    }

    private static JsonNode object(Map<String, JsonNode> children) {
        ObjectNode object = NODES.objectNode();
        children.forEach(object::set);
        return object;
    }

    private static JsonNode reversed(JsonNode node) {
        if (node instanceof ArrayNode) {
            return list(node.valueStream().map(CanonicalJsonPropertiesTest::reversed).toList());
        }
        if (node instanceof ObjectNode object) {
            ObjectNode reversed = NODES.objectNode();
            List<String> names = List.copyOf(object.propertyNames());
            names.reversed().forEach(name -> reversed.set(name, reversed(object.get(name))));
            return reversed;
        }
        return node;
    }
}
