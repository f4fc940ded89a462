package io.heddle.storage.keys;

import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.id.ServerName;
import io.heddle.replication.config.HomeserverSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Who this server is to others: its name and the key it signs with. The key is the first line of `signing.key` in the
/// data directory (or of the file that `signing_key_path` names), `ed25519 a_abcd seed`; without a file one is made.
/// https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys
@Component
public class ServerKeys {
    private static final String FILE = "signing.key";

    private final ServerName serverName;
    private final SigningKey signingKey;

    @Autowired
    ServerKeys(HomeserverSettings settings, RandomGenerator random) {
        this(ServerName.parse(settings.serverName()), read(file(settings), random));
    }

    public ServerKeys(ServerName serverName, SigningKey signingKey) {
        this.serverName = serverName;
        this.signingKey = signingKey;
    }

    public ServerName serverName() {
        return serverName;
    }

    public SigningKey signingKey() {
        return signingKey;
    }

    private static Path file(HomeserverSettings settings) {
        String given = settings.signingKeyPath();
        return given != null ? Path.of(given) : Path.of(settings.dataDirectory(), FILE);
    }

    static SigningKey read(Path file, RandomGenerator random) {
        try {
            if (!Files.exists(file)) {
                create(file, random);
            }
            String line =
                    Files.readAllLines(file).stream()
                            .filter(text -> !text.isBlank())
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException(file + " holds no key"));
            return SigningKey.parse(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("The signing key " + file + " cannot be read", e);
        }
    }

    /// Under a lock, so that processes which start at once agree on one key.
    private static void create(Path file, RandomGenerator random) throws IOException {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(directory);
        Path lockFile = directory.resolve(file.getFileName() + ".lock");
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(file)) {
                Path draft = Files.createTempFile(directory, FILE, ".new");
                restrict(draft);
                Files.write(
                        draft,
                        (SigningKey.generate(random).toLine() + "\n")
                                .getBytes(StandardCharsets.UTF_8));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(lockFile);
        }
    }

    private static void restrict(Path file) throws IOException {
        if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }
}
