package io.heddle.main.admin;

import io.heddle.replication.config.HomeserverSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/// The secret whose holder may make accounts, administrators too: from the settings, or a file in the data directory that
/// is made at the first start and that only the server's own user may read.
@Component
class RegistrationSecret {
    static final String FILE = "registration_shared_secret";
    private static final int BYTES = 32;

    private final String secret;

    RegistrationSecret(HomeserverSettings settings, RandomGenerator random) {
        String configured = settings.registrationSharedSecret();
        this.secret =
                configured == null || configured.isBlank()
                        ? kept(Path.of(settings.dataDirectory(), FILE), random)
                        : configured;
    }

    String value() {
        return secret;
    }

    private static String kept(Path file, RandomGenerator random) {
        try {
            if (!Files.exists(file)) {
                write(file, random);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the registration secret in " + file, e);
        }
    }

    private static void write(Path file, RandomGenerator random) throws IOException {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Files.createDirectories(file.toAbsolutePath().getParent());
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(file, ownerOnly);
        Files.writeString(file, HexFormat.of().formatHex(bytes) + "\n", StandardOpenOption.WRITE);
    }
}
