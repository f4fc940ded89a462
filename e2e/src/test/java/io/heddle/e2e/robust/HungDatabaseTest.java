package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import io.heddle.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A database that takes requests and answers none, as behind a network that swallows packets.
class HungDatabaseTest {
    @Test
    @Timeout(120)
    void requestsFailAfterAWhileAndGoOnOnceTheDatabaseDoes() throws IOException {
        String url = TestDatabase.createUrl();
        URI address = URI.create(url.substring("jdbc:".length()));
        try (StallingProxy proxy = new StallingProxy(address.getHost(), address.getPort())) {
            HeddleServer server =
                    HeddleServer.start(
                            Map.of(
                                    "homeserver.database.url",
                                    url.replace(
                                            address.getAuthority(), "127.0.0.1:" + proxy.port()),
                                    "homeserver.database.socket-timeout",
                                    "2s",
                                    "homeserver.database.connect-timeout",
                                    "2s"));
            try {
                TestClient alice = server.user("alice");
                String room = alice.createRoom("{}");
                proxy.stall();
                long start = System.nanoTime();
                Answer failed =
                        alice.put(
                                "/_matrix/client/v3/rooms/"
                                        + TestClient.enc(room)
                                        + "/send/m.room.message/1",
                                "{\"body\":\"x\",\"msgtype\":\"m.text\"}");
                assertThat(failed.status()).as(failed.body()).isGreaterThanOrEqualTo(500);
                assertThat(failed.errcode()).isEqualTo("M_UNKNOWN");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(30));
                proxy.release();
                Answer sent = failed;
                for (int i = 0; i < 100 && sent.status() != 200; i++) {
                    sent =
                            alice.put(
                                    "/_matrix/client/v3/rooms/"
                                            + TestClient.enc(room)
                                            + "/send/m.room.message/1",
                                    "{\"body\":\"x\",\"msgtype\":\"m.text\"}");
                }
                sent.ok();
            } finally {
                server.close();
            }
        }
    }
}
