package io.heddle.replication.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path SOURCE =
            Path.of("src/test/java/io/heddle/replication/example/ExampleApplication.java");

    @Test
    void the_readme_quotes_the_application_that_is_tested() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String source = Files.readString(SOURCE);
        assertThat(readme).contains("```java\n" + source + "```");
        assertThat(source.lines().count()).isLessThanOrEqualTo(60);
    }
}
