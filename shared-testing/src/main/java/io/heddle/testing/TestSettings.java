package io.heddle.testing;

import io.heddle.replication.config.HomeserverSettings;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// The settings of a server that nobody has configured.
public final class TestSettings {
    private TestSettings() {}

    public static HomeserverSettings defaults() {
        return new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("homeserver", HomeserverSettings.class);
    }
}
