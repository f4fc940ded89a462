package io.heddle.main;

import io.heddle.replication.config.HomeserverSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;

/// The whole homeserver in one process.
@SpringBootApplication
@ComponentScan("io.heddle")
@EnableConfigurationProperties(HomeserverSettings.class)
public class HeddleApplication {

    public static void main(String[] args) {
        CommandLine commandLine = CommandLine.parse(args);
        if (commandLine.helpWanted()) {
            System.out.println(CommandLine.HELP);
            return;
        }
        SpringApplication application = new SpringApplication(HeddleApplication.class);
        application.setDefaultProperties(commandLine.properties());
        application.run(commandLine.rest());
    }
}
