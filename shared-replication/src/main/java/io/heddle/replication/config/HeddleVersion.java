package io.heddle.replication.config;

import java.util.Objects;

/// What this server calls itself.
public final class HeddleVersion {
    public static final String NAME = "Heddle";

    private HeddleVersion() {}

    /// The version of the build; `development` where classes do not come from a jar.
    public static String version() {
        return Objects.requireNonNullElse(
                HeddleVersion.class.getPackage().getImplementationVersion(), "development");
    }
}
