package io.heddle.replication.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A redis-server of our own on a free port of loopback, which can be stopped, started again and frozen. The program comes
/// with the build, from a jar of Maven Central; where there is none for this machine, `redis-server` of the PATH is used.
public final class RedisProcess implements AutoCloseable {
    private final Path program;
    private final Path directory;
    private final int port;
    private @Nullable Process process;

    public RedisProcess() {
        try {
            directory = Files.createTempDirectory("heddle-test-redis");
            program = program(directory);
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    private static Path program(Path directory) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        String name =
                mac
                        ? (arm
                                ? "redis-server-6.2.6-v5-darwin-arm64"
                                : "redis-server-6.2.6-v5-darwin-amd64")
                        : (arm
                                ? "redis-server-6.2.7-linux-arm64"
                                : "redis-server-6.2.6-v5-linux-amd64");
        try (InputStream packaged = RedisProcess.class.getResourceAsStream("/" + name)) {
            if (packaged != null) {
                Path program = directory.resolve("redis-server");
                Files.copy(packaged, program);
                if (program.toFile().setExecutable(true) && works(program)) {
                    return program;
                }
            }
        }
        return Path.of("redis-server");
    }

    private static boolean works(Path program) throws IOException {
        Process asked =
                new ProcessBuilder(program.toString(), "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return waitFor(asked) == 0;
    }

    public void start() {
        try {
            process =
                    new ProcessBuilder(
                                    program.toString(),
                                    "--port",
                                    Integer.toString(port),
                                    "--bind",
                                    "127.0.0.1",
                                    "--save",
                                    "",
                                    "--appendonly",
                                    "no")
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(new File(directory.toFile(), "redis.log"))
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException("No redis-server to test with", e);
        }
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// As `kill -9` does.
    public void stop() {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroyForcibly();
            waitFor(running);
        }
    }

    /// Stands still with its connections open, as behind a broken network.
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("Redis does not run");
        }
        try {
            waitFor(new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        stop();
    }
}
