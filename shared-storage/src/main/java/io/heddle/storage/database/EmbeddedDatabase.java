package io.heddle.storage.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The PostgreSQL that comes with Heddle, its data under the data directory. When a process was killed, its PostgreSQL
/// lives on: the next process takes it over instead of starting another.
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /// Settings of a server whose acknowledged writes survive a power cut.
    public static final Map<String, String> DURABLE =
            Map.ofEntries(
                    Map.entry("fsync", "on"),
                    Map.entry("synchronous_commit", "on"),
                    Map.entry("full_page_writes", "on"),
                    Map.entry("max_connections", "100"),
                    Map.entry("shared_buffers", "64MB"),
                    Map.entry("wal_compression", "on"),
                    Map.entry("max_wal_size", "2GB"),
                    Map.entry("checkpoint_timeout", "15min"),
                    Map.entry("jit", "off"),
                    Map.entry("random_page_cost", "1.1"),
                    Map.entry("listen_addresses", "127.0.0.1"));

    /// Settings for data that nobody misses after a crash, as in tests.
    public static final Map<String, String> DISPOSABLE =
            Map.of(
                    "fsync",
                    "off",
                    "synchronous_commit",
                    "off",
                    "full_page_writes",
                    "off",
                    "jit",
                    "off");

    private final int port;
    private final @Nullable EmbeddedPostgres started;
    private final @Nullable ProcessHandle adopted;

    private EmbeddedDatabase(
            int port, @Nullable EmbeddedPostgres started, @Nullable ProcessHandle adopted) {
        this.port = port;
        this.started = started;
        this.adopted = adopted;
    }

    /// Starts the PostgreSQL of a data directory, for good.
    static EmbeddedDatabase start(Path dataDirectory) {
        return start(dataDirectory.resolve("postgres"), DURABLE);
    }

    /// Starts PostgreSQL on `directory`, or takes over one that a killed process left running there.
    public static EmbeddedDatabase start(Path directory, Map<String, String> settings) {
        EmbeddedDatabase running = adopt(directory);
        if (running != null) {
            return running;
        }
        try {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            EmbeddedPostgres.Builder builder =
                    EmbeddedPostgres.builder()
                            .setDataDirectory(directory.toAbsolutePath())
                            .setCleanDataDirectory(false)
                            .setRegisterShutdownHook(false) // whoever started it stops it, last
                            .setPGStartupWait(START_LIMIT);
            settings.forEach(builder::setServerConfig);
            EmbeddedPostgres postgres = builder.start();
            return new EmbeddedDatabase(postgres.getPort(), postgres, null);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The embedded PostgreSQL in " + directory + " does not start", e);
        }
    }

    private static @Nullable EmbeddedDatabase adopt(Path directory) {
        Path pidFile = directory.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return null;
        }
        try {
            List<String> lines = Files.readAllLines(pidFile);
            long pid = Long.parseLong(lines.get(0).strip());
            int port = Integer.parseInt(lines.get(3).strip());
            ProcessHandle process =
                    ProcessHandle.of(pid).filter(ProcessHandle::isAlive).orElse(null);
            if (process == null || !answers(port)) {
                return null;
            }
            LOG.info("Taking over the PostgreSQL that runs on port {} (pid {})", port, pid);
            return new EmbeddedDatabase(port, null, process);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            LOG.debug("No PostgreSQL to take over in {}", directory, e);
            return null;
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// The JDBC address of a database on this server.
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            if (started != null) {
                started.close();
            } else if (adopted != null) {
                adopted.destroy();
                adopted.onExit().orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
