package io.heddle.replication.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.yaml.snakeyaml.error.YAMLException;

class HomeserverYamlFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void settingsAreBoundOrTheStartEndsWithAReason(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("homeserver", ".yaml");
        try {
            Files.write(file, bytes);
            StandardEnvironment environment = new StandardEnvironment();
            environment
                    .getPropertySources()
                    .addFirst(
                            new MapPropertySource(
                                    "test", Map.of("homeserver.config-file", file.toString())));
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("defaultProperties", Map.of()));
            new HomeserverYaml().postProcessEnvironment(environment, new SpringApplication());
            Binder binder = Binder.get(environment);
            HomeserverSettings settings =
                    binder.bindOrCreate("homeserver", HomeserverSettings.class);
            assertThat(settings.serverName()).isNotNull();
            binder.bindOrCreate("homeserver", RateLimitSettings.class);
            binder.bindOrCreate("homeserver", UsageSettings.class);
        } catch (YAMLException | BindException | IllegalStateException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        } finally {
            Files.delete(file);
        }
    }
}
