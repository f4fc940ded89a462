package io.heddle.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

class JsonFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void theParserOnlyThrowsItsOwnException(byte[] bytes) {
        JsonNode node;
        try {
            node = Json.parse(bytes);
        } catch (JsonParseFailure refused) {
            return;
        }
        assertThat(Json.parse(new String(bytes, StandardCharsets.UTF_8))).isEqualTo(node);
        Json.parse(Json.bytes(node));
    }
}
