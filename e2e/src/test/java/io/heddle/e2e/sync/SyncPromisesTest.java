package io.heddle.e2e.sync;

import static io.heddle.e2e.sync.SyncAssertions.bodies;
import static io.heddle.e2e.sync.SyncAssertions.isEmpty;
import static io.heddle.e2e.sync.SyncAssertions.joined;
import static io.heddle.e2e.sync.SyncAssertions.next;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import io.heddle.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class SyncPromisesTest {
    @Test
    @Tag("CS-SYNC-02")
    void anIncrementalSyncOfRecentNewsNeedsNoDatabase() throws Exception {
        HeddleServer server = HeddleServer.shared();
        TestClient alice = server.user("alice");
        TestClient bob = server.user("bob");
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        alice.sendText(room, "warm");
        Answer warm = bob.sync(next(bob.sync(null, 0).ok()), 0).ok();
        String lazy =
                "&filter=" + TestClient.enc("{\"room\":{\"state\":{\"lazy_load_members\":true}}}");
        bob.get("/_matrix/client/v3/sync?since=" + next(warm) + lazy).ok();
        alice.sendText(room, "plain");
        ObjectNode mention = Json.object().put("msgtype", "m.text").put("body", "mention");
        mention.putObject("m.mentions").putArray("user_ids").add(bob.userId());
        alice.send(room, "m.room.message", mention);
        alice.put(
                        "/_matrix/client/v3/rooms/"
                                + TestClient.enc(room)
                                + "/typing/"
                                + TestClient.enc(alice.userId()),
                        "{\"typing\":true,\"timeout\":30000}")
                .ok();

        try (Exhausted pool = Exhausted.of(server)) {
            Answer sync = bob.sync(next(warm), 0).ok();
            assertThat(pool.held()).isPositive();
            assertThat(bodies(joined(sync, room).at("/timeline/events")))
                    .containsExactly("plain", "mention");
            assertThat(joined(sync, room).at("/unread_notifications/highlight_count").intValue())
                    .isEqualTo(1);
            assertThat(isEmpty(bob.sync(next(sync), 50).ok())).isTrue();
        }
    }

    /// Holds all connections to the database, so that whoever needs one fails.
    private record Exhausted(List<Connection> connections) implements AutoCloseable {
        static Exhausted of(HeddleServer server) throws Exception {
            HikariDataSource pool = server.bean(DataSource.class).unwrap(HikariDataSource.class);
            List<Connection> connections = new ArrayList<>();
            while (connections.size() < pool.getMaximumPoolSize()) {
                connections.add(pool.getConnection());
            }
            return new Exhausted(connections);
        }

        int held() {
            return connections.size();
        }

        @Override
        public void close() throws Exception {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    /// A server that starts slowly may have to renew its leases before it writes.
    private static String createRoomOnceReady(TestClient client) {
        String path = "/_matrix/client/v3/createRoom";
        Answer answer = client.post(path, "{\"preset\":\"public_chat\"}");
        for (int i = 0; i < 1000 && answer.status() == 503; i++) {
            answer = client.post(path, "{\"preset\":\"public_chat\"}");
        }
        return answer.ok().text("room_id");
    }

    @Test
    @Tag("CS-SYNC-02")
    void aTokenOutlivesTheServerThatGaveItAndWaitingSyncsAnswerBeforeItEnds(@TempDir Path directory)
            throws Exception {
        Map<String, Object> settings =
                Map.of(
                        "homeserver.database.url", TestDatabase.createUrl(),
                        "homeserver.data-directory", directory.toString());
        HeddleServer first = HeddleServer.start(settings);
        TestClient alice = first.user("alice");
        TestClient bob = first.user("bob");
        String room = createRoomOnceReady(alice);
        bob.join(room).ok();
        Answer before = bob.sync(null, 0).ok();
        alice.sendText(room, "before the end");
        String quiet = TestClient.enc("{\"presence\":{\"types\":[]}}");
        String path = "/_matrix/client/v3/sync?timeout=60000&filter=" + quiet + "&since=";
        String since = next(alice.sync(null, 0).ok());
        CompletableFuture<Answer> waiting = alice.callAsync("GET", path + since, null);
        assertThat(waiting).isNotDone();

        long start = System.nanoTime();
        first.close();
        Answer ended = waiting.get(20, TimeUnit.SECONDS).ok();
        assertThat(isEmpty(ended)).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));

        HeddleServer second = HeddleServer.start(settings);
        try {
            TestClient again =
                    new TestClient(
                            second.baseUrl(), bob.accessToken(), bob.userId(), bob.deviceId());
            TestClient aliceAgain =
                    new TestClient(
                            second.baseUrl(),
                            alice.accessToken(),
                            alice.userId(),
                            alice.deviceId());
            Answer after = again.sync(next(before), 0).ok();
            assertThat(bodies(joined(after, room).at("/timeline/events")))
                    .containsExactly("before the end");
            assertThat(joined(after, room).at("/timeline/limited").booleanValue()).isFalse();
            assertThat(joined(after, room).at("/state/events").size()).isZero();
            assertThat(aliceAgain.sync(next(ended), 0).ok().json().has("rooms")).isFalse();
            aliceAgain.sendText(room, "after the start");
            assertThat(bodies(joined(again.sync(next(after), 0).ok(), room).at("/timeline/events")))
                    .containsExactly("after the start");
        } finally {
            second.close();
        }
    }
}
