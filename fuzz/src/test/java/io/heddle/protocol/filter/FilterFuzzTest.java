package io.heddle.protocol.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.node.ObjectNode;

@Tag("CS-FILT-02")
class FilterFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void anyObjectIsReadOrRefusedWithAMatrixError(byte[] bytes) {
        try {
            ObjectNode json = Json.parseObject(bytes);
            Filter filter = Filter.parse(json);
            filter.room().timeline().matches("!a:example.org", "m.xaxb", "@a:b", json);
            filter.eventFields().trim(json);
        } catch (JsonParseFailure refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        } catch (MatrixException refused) {
            assertThat(refused.status()).isEqualTo(400);
        }
    }
}
