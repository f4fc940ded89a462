package io.heddle.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.storage.database.EmbeddedDatabase;
import io.heddle.testing.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String READY = "/actuator/health/readiness";
    private static final String LIVE = "/actuator/health/liveness";

    @Test
    @Tag("OPS-04")
    void whoAsksForTheHealthAsWithSynapseHearsOk() {
        Answer answer = HeddleServer.shared().anonymous().get("/health").ok();
        assertThat(answer.body()).isEqualTo("OK");
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
    }

    @Test
    @Tag("OPS-04")
    void aServerWhoseDatabaseHangsIsAliveButNotReady() throws Exception {
        Path directory = Files.createTempDirectory("heddle-health").resolve("data");
        EmbeddedDatabase database = EmbeddedDatabase.start(directory, EmbeddedDatabase.DISPOSABLE);
        HeddleServer server =
                HeddleServer.start(Map.of("homeserver.database.url", database.url("postgres")));
        try (database) {
            assertThat(status(server, READY)).isEqualTo(200);
            signal("STOP", directory);
            try {
                assertThat(status(server, READY)).isEqualTo(503);
                assertThat(status(server, READY)).isEqualTo(503);
                assertThat(status(server, LIVE)).isEqualTo(200);
                assertThat(status(server, "/health")).isEqualTo(200);
                Answer details = server.anonymous().get(READY);
                assertThat(details.text("/components/db/status")).isEqualTo("DOWN");
                assertThat(details.text("/components/diskSpace/status")).isEqualTo("UP");
            } finally {
                signal("CONT", directory);
            }
            assertThat(recovers(server)).isTrue();
        } finally {
            server.close();
        }
    }

    @Test
    @Tag("OPS-04")
    void aServerWithoutSpaceForItsDataIsNotReady() {
        HeddleServer server =
                HeddleServer.start(Map.of("homeserver.disk-space-threshold", "1000000TB"));
        try {
            Answer answer = server.anonymous().get(READY);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text("/components/diskSpace/status")).isEqualTo("DOWN");
            assertThat(status(server, LIVE)).isEqualTo(200);
        } finally {
            server.close();
        }
    }

    private static int status(HeddleServer server, String path) {
        long started = System.nanoTime();
        int status = server.anonymous().get(path).status();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LIMIT);
        return status;
    }

    /// Each answer may take up to the limit.
    private static boolean recovers(HeddleServer server) {
        for (int i = 0; i < 200; i++) {
            if (status(server, READY) == 200) {
                return true;
            }
        }
        return false;
    }

    /// Stops all processes of PostgreSQL where they are, or lets them go on.
    private static void signal(String name, Path directory)
            throws IOException, InterruptedException {
        String pid = Files.readAllLines(directory.resolve("postmaster.pid")).getFirst().strip();
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        List<String> command =
                Stream.of(
                                Stream.of("kill", "-" + name, pid),
                                postmaster.descendants().map(one -> Long.toString(one.pid())))
                        .flatMap(words -> words)
                        .toList();
        new ProcessBuilder(command).start().waitFor();
    }
}
