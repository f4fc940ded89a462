package io.heddle.web.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import io.heddle.protocol.error.MatrixException;
import java.nio.charset.StandardCharsets;

class XMatrixFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void aHeaderIsReadOrRefused(byte[] bytes) {
        String header = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            XMatrix read = XMatrix.parse(header);
            if (header.indexOf('\\') < 0) {
                assertThat(XMatrix.parse(read.header())).isEqualTo(read);
            }
        } catch (MatrixException refused) {
            assertThat(refused.status()).isEqualTo(401);
        }
    }
}
