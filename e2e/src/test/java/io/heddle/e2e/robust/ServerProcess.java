package io.heddle.e2e.robust;

import io.heddle.e2e.HeddleServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A homeserver in a process of its own, with its embedded PostgreSQL on a folder that outlives it: to be killed and
/// started again at the same address.
final class ServerProcess implements AutoCloseable {
    private static final int LOG_LINES = 200;
    private static final int CONTROL_STATE = 16;
    private static final int SHUT_DOWN = 1;

    private final Path data;
    private final int port;
    private final Deque<String> log = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean up;
    private boolean gone;
    private @Nullable Process process;

    ServerProcess() {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
            data = Files.createTempDirectory("heddle-process");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /// Starts the server and returns once it serves.
    ///
    /// @param more of its settings, as `--homeserver.key=value`
    void start(String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What starts fast rather than runs fast, as it does not run for long.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", classPath(), "io.heddle.main.cli.Heddle", "run"));
        command.addAll(List.of("--port", Integer.toString(port), "--data", data.toString()));
        command.addAll(List.of("--server-name", HeddleServer.NAME));
        command.add("--homeserver.enable-registration=true");
        command.add("--homeserver.enable-registration-without-verification=true");
        command.add("--homeserver.rate-limits.enabled=false");
        command.add("--logging.level.io.heddle.requests=warn");
        command.addAll(List.of(more));
        try {
            Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
            process = started;
            BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
            awaitReady(output);
            Thread.ofVirtual().start(() -> output.lines().forEach(this::note));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        set(true, false);
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private void awaitReady(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            note(line);
            if (line.contains("Heddle serves")) {
                return;
            }
        }
        throw new AssertionError("The server does not start:\n" + log());
    }

    private synchronized void note(String line) {
        log.add(line);
        if (log.size() > LOG_LINES) {
            log.remove();
        }
    }

    synchronized String log() {
        return String.join("\n", log);
    }

    /// Kills the server; its PostgreSQL lives on.
    void kill() throws InterruptedException {
        set(false, false);
        Objects.requireNonNull(process).destroyForcibly().waitFor();
    }

    /// Kills PostgreSQL with all its processes, and the server.
    void killWithDatabase() throws InterruptedException {
        set(false, false);
        killDatabase();
        kill();
    }

    private void killDatabase() throws InterruptedException {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        all.add(postmaster);
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            one.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    private ProcessHandle postmaster() {
        return ProcessHandle.of(Long.parseLong(postmasterLine(0))).orElseThrow();
    }

    private String postmasterLine(int number) {
        try {
            return Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(number).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Has PostgreSQL say that it has committed up to seconds before it has. The server comes up anew with that.
    void acknowledgeTooEarly() throws InterruptedException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl("jdbc:postgresql://127.0.0.1:" + postmasterLine(3) + "/postgres");
        database.setUser("postgres");
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql("ALTER ROLE postgres SET synchronous_commit = off").update();
        jdbc.sql("ALTER SYSTEM SET wal_writer_delay = '10s'").update();
        jdbc.sql("SELECT pg_reload_conf()").query(Boolean.class).single();
        kill();
        start();
    }

    /// Waits while the server is dead. False when it comes back no more.
    boolean awaitUp() throws InterruptedException {
        lock.lock();
        try {
            while (!up && !gone) {
                changed.await();
            }
            return up;
        } finally {
            lock.unlock();
        }
    }

    private void set(boolean nowUp, boolean nowGone) {
        lock.lock();
        try {
            up = nowUp;
            gone = nowGone;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Asks the server to stop and waits for it.
    ///
    /// @return whether it did so by itself
    boolean stop() throws InterruptedException {
        set(false, true);
        Process running = Objects.requireNonNull(process);
        running.destroy();
        return running.waitFor(30, TimeUnit.SECONDS);
    }

    /// Asks the server to stop, without waiting for it.
    void terminate() {
        set(false, true);
        Objects.requireNonNull(process).destroy();
    }

    /// What the server ends with, once it has.
    int exitCode() throws InterruptedException {
        if (!Objects.requireNonNull(process).waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("The server does not end:\n" + log());
        }
        return process.exitValue();
    }

    /// Whether PostgreSQL was stopped in an orderly way and has nothing to recover, as its control file says.
    boolean databaseIsShutDown() throws IOException {
        Path postgres = data.resolve("postgres");
        ByteBuffer control =
                ByteBuffer.wrap(Files.readAllBytes(postgres.resolve("global/pg_control")));
        int state = control.order(ByteOrder.nativeOrder()).getInt(CONTROL_STATE);
        return state == SHUT_DOWN && !Files.exists(postgres.resolve("postmaster.pid"));
    }

    @Override
    public void close() {
        set(false, true);
        if (process != null && process.isAlive()) {
            process.destroy();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
        delete(data);
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
