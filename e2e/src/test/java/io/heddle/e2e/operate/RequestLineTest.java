package io.heddle.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RequestLineTest {
    private final HeddleServer server = OperatedServer.shared();
    private final int port = URI.create(server.baseUrl()).getPort();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.heddle.requests");
    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final List<String> lines = new ArrayList<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    queue.add(event.getFormattedMessage());
                }
            };

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void leave() {
        logger.setLevel(Level.WARN);
        logger.detachAppender(appender);
    }

    @Test
    @Tag("OPS-04")
    void aRequestIsOneLineOfTheShapeThatOperatorsKnow() throws Exception {
        TestClient alice = server.user("alice");
        alice.createRoom("{}");
        alice.get("/_matrix/client/v3/joined_rooms?n=1").ok();
        assertThat(lineOf("n=1"))
                .matches(
                        "127\\.0\\.0\\.1 - "
                                + port
                                + " - \\{"
                                + alice.userId()
                                + "} Processed request: \\d+\\.\\d{3}sec/\\d+\\.\\d{3}sec"
                                + " ru=\\(0\\.000sec, 0\\.000sec\\)"
                                + " db=\\(\\d+\\.\\d{3}sec/\\d+\\.\\d{3}sec/[1-9]\\d*\\)"
                                + " \\d{2,}B 200 \"GET /_matrix/client/v3/joined_rooms\\?n=1 HTTP/1\\.1\""
                                + " \"Java-http-client/[^\"]+\" \\[\\d+ dbevts]");
    }

    @Test
    @Tag("OPS-04")
    void failuresAreOneLineEachAsWell() throws Exception {
        TestClient nobody = server.anonymous();
        nobody.get("/nobody/serves/this?n=2");
        assertThat(lineOf("n=2")).contains(" - {} ").contains("B 404 \"GET /nobody/serves/this?");
        nobody.delete("/_matrix/client/versions?n=3");
        assertThat(lineOf("n=3")).contains("B 405 \"DELETE ");
        nobody.get("/_matrix/client/v3/sync?n=4");
        assertThat(lineOf("n=4")).contains("B 401 \"GET ");
        nobody.post("/_matrix/client/v3/login?n=5", "{");
        assertThat(lineOf("n=5")).contains("B 400 \"POST ");
        nobody.call("OPTIONS", "/_matrix/client/v3/login?n=6", null);
        assertThat(lineOf("n=6")).contains(" 0B 204 \"OPTIONS ");
        nobody.get("/health?n=7").ok();
        nobody.get("/_matrix/client/versions?n=8").ok();
        lineOf("n=8");
        for (int n = 2; n <= 8; n++) {
            String marker = "n=" + n;
            assertThat(lines.stream().filter(line -> line.contains(marker)))
                    .hasSize(n == 7 ? 0 : 1);
        }
    }

    @Test
    @Tag("OPS-04")
    void aRequestThatItsClientGivesUpIsOneLine() throws Exception {
        TestClient alice = server.user("alice");
        String since = alice.sync(null, 0).ok().text("next_batch");
        try (Socket socket = new Socket("127.0.0.1", port)) {
            write(
                    socket,
                    "GET /_matrix/client/v3/sync?n=9&timeout=30000&since=" + since,
                    "Authorization: Bearer " + alice.accessToken());
            while (Scrape.of(server).sum("synapse_notifier_listeners") < 1) {
                Thread.onSpinWait();
            }
        }
        assertThat(lineOf("n=9"))
                .contains("{" + alice.userId() + "}")
                .contains(" 499! \"GET /_matrix/client/v3/sync?");
        server.anonymous().get("/_matrix/client/versions?n=10").ok();
        lineOf("n=10");
        assertThat(lines.stream().filter(line -> line.contains("n=9"))).hasSize(1);
        String room = alice.createRoom("{}");
        assertThat(room).isNotEmpty();
    }

    @Test
    @Tag("OPS-04")
    void theClientBehindAProxyIsNamed() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            write(
                    socket,
                    "GET /_matrix/client/versions?n=11",
                    "X-Forwarded-For: 1.2.3.4, 203.0.113.7",
                    "User-Agent: a \"client\"");
            assertThat(lineOf("n=11"))
                    .startsWith("203.0.113.7 - " + port + " - {} ")
                    .contains("\"a _client_\"");
        }
    }

    @Test
    @Tag("OPS-04")
    void noSecretIsWritten() throws Exception {
        TestClient alice = server.user("alice");
        String token = Objects.requireNonNull(alice.accessToken());
        TestClient nobody = server.anonymous();
        nobody.get("/_matrix/client/v3/account/whoami?n=12&access_token=" + token).ok();
        assertThat(lineOf("n=12")).contains("{" + alice.userId() + "}").contains("<redacted>");
        nobody.get("/nobody/serves/this?access%5Ftoken=" + token + "&n=13");
        lineOf("n=13");
        alice.get("/_matrix/client/v3/account/whoami?n=14").ok();
        lineOf("n=14");
        assertThat(lines).noneMatch(line -> line.contains(token));
    }

    private static void write(Socket socket, String request, String... headers) throws IOException {
        String text = request + " HTTP/1.1\r\nHost: localhost\r\n";
        text += String.join("\r\n", headers) + "\r\n\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /// The line of a request, which may be written a little after its client has the answer.
    private String lineOf(String marker) throws InterruptedException {
        while (true) {
            String line = queue.poll(10, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("No line with " + marker + " among " + lines);
            }
            lines.add(line);
            if (line.matches(".*[?&]" + marker + "[& ].*")) {
                return line;
            }
        }
    }
}
