package io.heddle.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JsonFuzzTest {
    private static final List<String> CORPUS =
            List.of(
                    "{\"a\":[1,-2,3.5e7,true,null,\"x\\n\\u00e9\\ud83d\\ude00\"],\"b\":{\"c\":{}}}",
                    "[{\"type\":\"m.room.message\",\"content\":{\"body\":\"日本\"}},\"\",0]",
                    "\"text\"",
                    "{}",
                    "12345678901234567890");

    @Test
    void theParserOnlyThrowsItsOwnException() {
        Fuzz.run(
                "json",
                CORPUS,
                bytes -> {
                    JsonNode node = Json.parse(bytes);
                    assertThat(Json.parse(new String(bytes, StandardCharsets.UTF_8)))
                            .isEqualTo(node);
                    Json.parse(Json.bytes(node));
                },
                JsonParseFailure.class);
    }

    @Test
    @Tag("APX-01")
    void theEncoderReachesAFixedPointOrThrowsItsOwnException() {
        Fuzz.run(
                "canonical JSON",
                CORPUS,
                bytes -> {
                    JsonNode node = Json.parseEnvelope(bytes);
                    byte[] lenient = CanonicalJson.encodeLenient(node);
                    assertThat(CanonicalJson.encodeLenient(Json.parseEnvelope(lenient)))
                            .isEqualTo(lenient);
                    byte[] strict = CanonicalJson.encodeStrict(node);
                    assertThat(strict).isEqualTo(lenient);
                },
                JsonParseFailure.class,
                CanonicalJsonException.class);
    }
}
