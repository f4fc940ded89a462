package io.heddle.replication.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import io.heddle.protocol.error.MatrixException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

@Tag("CS-SYNC-01")
class TokenFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void aTokenIsReadAndWrittenTheSameOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            SyncToken token = SyncToken.parse(text);
            assertThat(SyncToken.parse(token.toString())).isEqualTo(token);
        } catch (MatrixException refused) {
            assertThat(refused.status()).isEqualTo(400);
        }
        try {
            RoomToken token = RoomToken.parse(text);
            assertThat(RoomToken.parse(token.toString())).isEqualTo(token);
        } catch (MatrixException refused) {
            assertThat(refused.status()).isEqualTo(400);
        }
    }
}
