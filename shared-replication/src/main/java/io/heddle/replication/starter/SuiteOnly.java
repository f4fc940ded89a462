package io.heddle.replication.starter;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/// A process that is alone makes no calls: what is configured for them by itself is left out, so that it starts no slower.
final class SuiteOnly implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final String CALLS = "io.github.resilience4j.";

    private boolean suite;

    @Override
    public void setEnvironment(Environment environment) {
        suite = environment.getProperty("homeserver.redis.enabled", Boolean.class, false);
    }

    @Override
    public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
        boolean[] kept = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            String name = classes[i];
            kept[i] = suite || name == null || !name.startsWith(CALLS);
        }
        return kept;
    }
}
