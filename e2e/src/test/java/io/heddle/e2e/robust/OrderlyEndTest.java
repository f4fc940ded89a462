package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A real process is asked to stop while people wait for news and send.
class OrderlyEndTest {
    private static final int TERMINATED = 128 + 15;
    private static final int WAITING = 20;
    private static final int SENDERS = 8;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(15);

    /// Some requests are on their way when the process is asked to stop: whether it still takes them is open.
    private static final long UNDERWAY_NANOS = Duration.ofMillis(50).toNanos();

    private final ServerProcess server = new ServerProcess();
    private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final CountDownLatch begun = new CountDownLatch(20 * SENDERS);

    /// @param status 0 without an answer
    private record Sent(String text, long startedAt, int status) {}

    @Test
    @Tag("OPS-04")
    void whoeverWaitsIsAnsweredAndWhatWasBegunIsFinished() throws Exception {
        try (server) {
            server.start();
            TestClient alice = register("alice");
            String room = alice.createRoom("{}");
            String quiet = register("bob").sync(null, 0).ok().text("next_batch");
            List<CompletableFuture<Long>> syncs = waitForNews(login("bob"), quiet);
            List<Thread> senders = send(alice, room);
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

            long asked = System.nanoTime();
            server.terminate();
            for (CompletableFuture<Long> sync : syncs) {
                assertThat(Duration.ofNanos(sync.get(30, TimeUnit.SECONDS) - asked))
                        .isLessThan(ANSWER_LIMIT);
            }
            assertThat(server.exitCode()).isEqualTo(TERMINATED);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(END_LIMIT);
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(server.databaseIsShutDown()).isTrue();
            assertThat(sent).allMatch(one -> one.status == 200 || one.status == 0);
            assertThat(sent)
                    .filteredOn(one -> one.startedAt < asked - UNDERWAY_NANOS)
                    .allMatch(one -> one.status == 200);

            server.start("--homeserver.shutdown-delay=2s");
            List<String> kept =
                    Messages.read(login("alice"), room, "").stream()
                            .map(java.util.Map.Entry::getValue)
                            .toList();
            assertThat(kept)
                    .containsAll(
                            sent.stream()
                                    .filter(one -> one.status == 200)
                                    .map(Sent::text)
                                    .toList());
            theReadinessGoesDownFirst();
            assertThat(server.exitCode()).isEqualTo(TERMINATED);
        } catch (Throwable e) {
            throw new AssertionError(server.log(), e);
        }
    }

    private void theReadinessGoesDownFirst() {
        TestClient nobody = TestClient.anonymous(server.baseUrl());
        assertThat(nobody.get("/actuator/health/readiness").status()).isEqualTo(200);
        server.terminate();
        Answer readiness = nobody.get("/actuator/health/readiness");
        while (readiness.status() == 200) {
            readiness = nobody.get("/actuator/health/readiness");
        }
        assertThat(readiness.status()).isEqualTo(503);
        assertThat(nobody.get("/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(nobody.get("/_matrix/client/versions").status()).isEqualTo(200);
    }

    /// When each was answered, with a proper answer.
    private static List<CompletableFuture<Long>> waitForNews(TestClient user, String since) {
        List<CompletableFuture<Long>> syncs = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            syncs.add(
                    user.syncAsync(since, 60_000)
                            .thenApply(answer -> {
                                assertThat(answer.ok().text("next_batch")).isNotEmpty();
                                return System.nanoTime();
                            }));
        }
        return syncs;
    }

    private List<Thread> send(TestClient user, String room) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            String name = "s" + i;
            threads.add(Thread.ofVirtual().start(() -> sendOn(user, room, name)));
        }
        return threads;
    }

    private void sendOn(TestClient user, String room, String name) {
        int status = 200;
        for (int i = 0; status != 0; i++) {
            String text = name + "-" + i;
            long startedAt = System.nanoTime();
            Answer answer = sendOne(user, room, text);
            status = answer == null ? 0 : answer.status();
            sent.add(new Sent(text, startedAt, status));
            begun.countDown();
        }
    }

    private static @Nullable Answer sendOne(TestClient user, String room, String text) {
        try {
            return user.put(
                    "/_matrix/client/v3/rooms/"
                            + TestClient.enc(room)
                            + "/send/m.room.message/"
                            + text,
                    "{\"msgtype\":\"m.text\",\"body\":\"" + text + "\"}");
        } catch (java.io.UncheckedIOException e) {
            return null;
        }
    }

    private TestClient register(String name) {
        return session(
                "/_matrix/client/v3/register",
                "{\"username\":\"%s\",\"password\":\"%s\",\"auth\":{\"type\":\"m.login.dummy\"}}"
                        .formatted(name, "password of " + name));
    }

    private TestClient login(String name) {
        return session(
                "/_matrix/client/v3/login",
                "{\"type\":\"m.login.password\",\"identifier\":{\"type\":\"m.id.user\",\"user\":\"%s\"},\"password\":\"%s\"}"
                        .formatted(name, "password of " + name));
    }

    private TestClient session(String path, String body) {
        Answer answer = TestClient.anonymous(server.baseUrl()).post(path, body).ok();
        return new TestClient(
                server.baseUrl(),
                answer.text("access_token"),
                answer.text("user_id"),
                answer.text("device_id"));
    }
}
