package io.heddle.main.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSecretTest {
    @TempDir Path data;

    @Test
    void theGeneratedSecretIsFoundInTheDataDirectory() throws IOException {
        Files.writeString(data.resolve(SharedSecret.FILE), "generated\n");

        assertThat(SharedSecret.find(data, null)).isEqualTo("generated");
    }

    @Test
    void aConfiguredSecretComesFirst() throws IOException {
        Files.writeString(data.resolve(SharedSecret.FILE), "generated");
        Files.writeString(
                data.resolve("homeserver.yaml"), "registration_shared_secret: configured\n");

        assertThat(SharedSecret.find(data, null)).isEqualTo("configured");
    }

    @Test
    void aConfiguredSecretMayBeAFile() throws IOException {
        Path secret = Files.writeString(data.resolve("secret"), "from a file\n");
        Path config =
                Files.writeString(
                        data.resolve("other.yaml"), "registration_shared_secret_path: " + secret);

        assertThat(SharedSecret.find(data, config)).isEqualTo("from a file");
    }

    @Test
    void aMissingSecretIsAClearFailure() {
        assertThatThrownBy(() -> SharedSecret.find(data, null))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("has the homeserver started with this --data?");
    }
}
