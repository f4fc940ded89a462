package io.heddle.replication.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The secret that the processes of a system share. While it is being changed there are two: the first is used, both are
/// accepted. A file is read again when it changes, so that a change needs no restart.
public final class ReplicationSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicationSecrets.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final List<String> configured;
    private final @Nullable Path file;
    private volatile Read read;

    /// @param configured secrets from the settings, the one to use first
    /// @param file one secret a line, or null; those of the settings come after
    public ReplicationSecrets(InstantSource clock, List<String> configured, @Nullable Path file) {
        this.clock = clock;
        this.configured = List.copyOf(configured);
        this.file = file;
        this.read = new Read(Instant.MIN, null, List.of());
        if (file != null) {
            read = readNow(file, clock.instant());
        }
    }

    public static ReplicationSecrets of(ReplicationSettings settings, InstantSource clock) {
        String path = settings.workerReplicationSecretPath();
        return new ReplicationSecrets(
                clock,
                Stream.of(
                                settings.workerReplicationSecret(),
                                settings.workerReplicationSecretPrevious())
                        .filter(secret -> secret != null && !secret.isBlank())
                        .map(Objects::requireNonNull)
                        .toList(),
                path == null || path.isBlank() ? null : Path.of(path));
    }

    /// Every secret that is accepted, the one to use first; empty when there is none.
    public List<String> all() {
        if (file != null && clock.instant().isAfter(read.at().plus(LOOK_EVERY))) {
            read = lookAgain(file);
        }
        return Stream.concat(read.secrets().stream(), configured.stream()).toList();
    }

    public boolean isEmpty() {
        return all().isEmpty();
    }

    /// Whether `given` is one of the secrets. Takes the same time for every wrong one.
    public boolean accepts(String given) {
        byte[] digest = digest(given);
        boolean accepted = false;
        for (String secret : all()) {
            accepted |= MessageDigest.isEqual(digest(secret), digest);
        }
        return accepted;
    }

    private Read lookAgain(Path path) {
        Instant now = clock.instant();
        try {
            return Files.getLastModifiedTime(path).equals(read.changed())
                    ? new Read(now, read.changed(), read.secrets())
                    : readNow(path, now);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("The secret in {} cannot be read again: {}", path, e.getMessage());
            return new Read(now, read.changed(), read.secrets());
        }
    }

    private static Read readNow(Path path, Instant now) {
        try {
            FileTime changed = Files.getLastModifiedTime(path);
            List<String> lines =
                    Files.readAllLines(path).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
            if (lines.isEmpty() || lines.size() > 2) {
                throw new IllegalArgumentException(
                        path + " must hold one secret, or two while it is changed, a line each");
            }
            return new Read(now, changed, lines);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read the secret in " + path, e);
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Read(Instant at, @Nullable FileTime changed, List<String> secrets) {}
}
