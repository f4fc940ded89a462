package io.heddle.replication.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicationSecretsTest {
    @TempDir Path directory;
    private Path file;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void setUp() {
        file = directory.resolve("secret");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(now));
    }

    @Test
    void a_secret_changes_without_a_restart_by_way_of_two() throws IOException {
        write("old\n");
        ReplicationSecrets secrets = new ReplicationSecrets(() -> now, List.of(), file);
        assertThat(secrets.accepts("old")).isTrue();
        assertThat(secrets.accepts("new")).isFalse();

        now = now.plusSeconds(10);
        write("new\nold\n");
        assertThat(secrets.all()).containsExactly("new", "old");
        assertThat(secrets.accepts("old")).isTrue();
        assertThat(secrets.accepts("new")).isTrue();

        now = now.plusSeconds(10);
        write("new\n");
        assertThat(secrets.accepts("old")).isFalse();
    }

    @Test
    void a_file_that_goes_bad_leaves_what_was_read() throws IOException {
        write("old");
        ReplicationSecrets secrets = new ReplicationSecrets(() -> now, List.of(), file);
        now = now.plusSeconds(10);
        write("");
        assertThat(secrets.all()).containsExactly("old");
    }

    @Test
    void a_file_that_is_missing_empty_or_holds_three_stops_the_start() throws IOException {
        assertThatThrownBy(() -> new ReplicationSecrets(() -> now, List.of(), file))
                .isInstanceOf(IllegalArgumentException.class);
        for (String bad : List.of("", "a\nb\nc")) {
            write(bad);
            assertThatThrownBy(() -> new ReplicationSecrets(() -> now, List.of(), file))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void without_any_nothing_is_accepted() {
        ReplicationSecrets none = new ReplicationSecrets(() -> now, List.of(), null);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.accepts("")).isFalse();
    }
}
