package io.heddle.storage.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.id.ServerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("AS-01")
class AppServiceFileFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void aRegistrationIsReadOrRefusedWithAReason(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("registration", ".yaml");
        try {
            Files.write(file, bytes);
            AppService service = AppServiceFile.read(file, ServerName.parse("example.org"));
            assertThat(service.mayActAs(service.sender())).isTrue();
        } catch (IllegalStateException | InvalidIdentifierException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        } finally {
            Files.delete(file);
        }
    }
}
