package io.heddle.e2e.sync;

import static io.heddle.e2e.sync.SyncAssertions.bodies;
import static io.heddle.e2e.sync.SyncAssertions.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final int MEMBERS = 12;
    private static final String SYNC =
            "/_matrix/client/v3/sync?filter="
                    + TestClient.enc("{\"presence\":{\"types\":[]}}")
                    + "&timeout=30000&since=";

    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");

    /// A member who waits for what comes.
    private static final class Member {
        private final TestClient client;
        private String since;

        Member(TestClient client) {
            this.client = client;
            this.since = next(client.sync(null, 0).ok());
        }

        private CompletableFuture<Answer> await(String room, String text) {
            return client.callAsync("GET", SYNC + since, null)
                    .thenCompose(answer -> {
                        since = next(answer.ok());
                        return bodies(answer.at("/rooms/join").path(room).at("/timeline/events"))
                                        .contains(text)
                                ? CompletableFuture.completedFuture(answer)
                                : await(room, text);
                    });
        }
    }

    private static void deliver(TestClient sender, String room, String text, List<Member> members)
            throws Exception {
        List<CompletableFuture<Answer>> waiting =
                members.stream().map(member -> member.await(room, text)).toList();
        sender.sendText(room, text);
        for (CompletableFuture<Answer> one : waiting) {
            one.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    @Tag("CS-SYNC-02")
    void aMessageWakesManySyncsNoneOfWhichAsksTheDatabase() throws Exception {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            TestClient member = server.user("member");
            member.join(room).ok();
            members.add(new Member(member));
        }
        deliver(alice, room, "the first one, which finds nothing kept", members);
        deliver(alice, room, "the second one", members);

        StatementCounter.start();
        deliver(alice, room, "the third one", members);
        List<String> asked = StatementCounter.stop();

        assertThat(asked).hasSizeLessThan(MEMBERS / 2);
    }

    @Test
    @Tag("CS-SYNC-17")
    void aFloodOfInitialSyncsHoldsUpNoWaitingSync() throws Exception {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        Member bob = new Member(server.user("bob"));
        bob.client.join(room).ok();
        CompletableFuture<Answer> waiting = bob.await(room, "in the flood");
        try (ExecutorService flood = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> initial = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                initial.add(flood.submit(() -> alice.sync(null, 0)));
            }
            alice.sendText(room, "in the flood");
            waiting.get(30, TimeUnit.SECONDS);
            for (Future<Answer> one : initial) {
                assertThat(one.get(60, TimeUnit.SECONDS).ok().at("/rooms/join").has(room)).isTrue();
            }
        }
    }
}
