package io.heddle.main;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.database.EmbeddedDatabaseStart;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationExcludeFilter;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/// The whole homeserver in one process.
@SpringBootApplication
@ComponentScan(
        basePackages = "io.heddle",
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.CUSTOM,
                        classes = AutoConfigurationExcludeFilter.class))
@EnableConfigurationProperties(HomeserverSettings.class)
public class HeddleApplication {

    private static final int DEFAULT_PORT = 8008;

    public static void main(String[] args) {
        if (CommandLine.parse(args).helpWanted()) {
            System.out.println(CommandLine.HELP);
            return;
        }
        start(args);
    }

    /// Starts with the words of a command line and returns once the server answers.
    public static ConfigurableApplicationContext start(String... args) {
        SpringApplication application = new SpringApplication(HeddleApplication.class);
        application.addListeners(new EmbeddedDatabaseStart());
        application.setDefaultProperties(Map.of("server.port", DEFAULT_PORT));
        return application.run(CommandLine.parse(args).springArguments());
    }
}
