package io.heddle.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import io.heddle.protocol.json.Json;
import java.nio.charset.StandardCharsets;

class ThirdPartyIdFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void thirdPartyIdsAreCanonicalOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            ThirdPartyId id =
                    text.indexOf('@') >= 0 ? ThirdPartyId.email(text) : ThirdPartyId.phone(text);
            assertThat(ThirdPartyId.parse(id.medium(), id.address()).medium())
                    .isEqualTo(id.medium());
            Json.parse(Json.bytes(Json.object().put("address", id.address())));
        } catch (InvalidIdentifierException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
