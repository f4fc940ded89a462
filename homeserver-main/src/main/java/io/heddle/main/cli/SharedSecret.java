package io.heddle.main.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Finds the secret that lets its holder register users: in the configuration, or else the one that the homeserver
/// generated in its data directory.
final class SharedSecret {
    static final String FILE = "registration_shared_secret";

    private SharedSecret() {}

    static String find(Path data, @Nullable Path config) {
        Path settings = config == null ? data.resolve("homeserver.yaml") : config;
        String configured = Files.exists(settings) ? configured(settings) : null;
        return configured == null ? read(data.resolve(FILE)) : configured;
    }

    private static @Nullable String configured(Path settings) {
        try {
            JsonNode root = YAMLMapper.shared().readTree(Files.readString(settings));
            JsonNode inline = root.path("registration_shared_secret");
            JsonNode file = root.path("registration_shared_secret_path");
            if (inline.isString()) {
                return inline.stringValue();
            }
            return file.isString() ? read(Path.of(file.stringValue())) : null;
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + settings + ": " + e.getMessage());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    "no registration secret in "
                            + file
                            + ": has the homeserver started with this --data?");
        }
    }
}
