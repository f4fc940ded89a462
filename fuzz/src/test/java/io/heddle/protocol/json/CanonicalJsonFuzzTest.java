package io.heddle.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;

@Tag("APX-01")
class CanonicalJsonFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void theEncoderReachesAFixedPointOrThrowsItsOwnException(byte[] bytes) {
        try {
            JsonNode node = Json.parseEnvelope(bytes);
            byte[] lenient = CanonicalJson.encodeLenient(node);
            assertThat(CanonicalJson.encodeLenient(Json.parseEnvelope(lenient))).isEqualTo(lenient);
            assertThat(CanonicalJson.encodeStrict(node)).isEqualTo(lenient);
        } catch (JsonParseFailure | CanonicalJsonException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
