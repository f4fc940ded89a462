package io.heddle.replication.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/// Makes the keys of the file named by `homeserver.config-file` available under `homeserver.`, below environment variables.
/// Of several files, separated by commas, what a later one says counts.
final class HomeserverYaml implements EnvironmentPostProcessor {

    private static final String DEFAULTS = "defaultProperties";
    private static final String INSTANCES = "instance_map.";
    private static final String TRIAL_DAYS = "mau_appservice_trial_days.";

    /// Names of instances and of application services stay as they are written.
    static String property(String key) {
        int last = key.lastIndexOf('.');
        if (key.startsWith(INSTANCES) && last > INSTANCES.length()) {
            String name = key.substring(INSTANCES.length(), last);
            return "homeserver.instance-map[" + name + "]" + key.substring(last).replace('_', '-');
        }
        if (key.startsWith(TRIAL_DAYS)) {
            return "homeserver.mau-appservice-trial-days["
                    + key.substring(TRIAL_DAYS.length())
                    + "]";
        }
        return "homeserver." + key.replace('_', '-');
    }

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        String file = environment.getProperty("homeserver.config-file");
        if (file == null || file.isBlank()) {
            return;
        }
        Map<String, Object> prefixed = new HashMap<>();
        for (String one : file.split(",")) {
            read(one.strip(), prefixed);
        }
        addPort(prefixed);
        add(environment.getPropertySources(), new MapPropertySource("homeserver.yaml", prefixed));
    }

    private static void read(String file, Map<String, Object> prefixed) {
        try {
            List<PropertySource<?>> sources =
                    new YamlPropertySourceLoader()
                            .load("homeserver.yaml", new FileSystemResource(file));
            for (PropertySource<?> source : sources) {
                if (source instanceof EnumerablePropertySource<?> keys) {
                    for (String name : keys.getPropertyNames()) {
                        prefixed.put(property(name), keys.getProperty(name));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static void add(MutablePropertySources sources, MapPropertySource file) {
        if (sources.contains(DEFAULTS)) {
            sources.addBefore(DEFAULTS, file);
        } else {
            sources.addLast(file);
        }
    }

    /// The first listener for clients or servers is where they are served, unless the command line names another port.
    private static void addPort(Map<String, Object> keys) {
        for (int i = 0; keys.containsKey("homeserver.listeners[" + i + "].port"); i++) {
            String listener = "homeserver.listeners[" + i + "].";
            boolean http = "http".equals(keys.getOrDefault(listener + "type", "http"));
            if (http && !"replication".equals(keys.get(listener + "resources[0].names[0]"))) {
                keys.put("server.port", keys.get(listener + "port"));
                return;
            }
        }
    }
}
