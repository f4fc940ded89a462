package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.robust.RoomCheck.Member;
import io.heddle.e2e.robust.RoomCheck.Message;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The process is killed again and again while people talk, its PostgreSQL too every other time. What was acknowledged is
/// there exactly once and in one order for everybody; nothing is there that nobody sent; tokens and transaction ids from
/// before still hold. `-Dheddle.crashes=100` makes it longer. With `-Dheddle.forgetful=true` PostgreSQL acknowledges before it
/// has written and is killed each time: then the test must fail, or it would notice nothing.
class NothingLostTest {
    private static final int CRASHES = Integer.getInteger("heddle.crashes", 5);
    private static final boolean FORGETFUL = Boolean.getBoolean("heddle.forgetful");
    private static final int ROOMS = 2;
    private static final int MEMBERS = 3;
    private static final long SEED = Long.getLong("heddle.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final ServerProcess server = new ServerProcess();
    private final List<Follower> followers = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private final List<String> rooms = new ArrayList<>();

    @Test
    void whatWasAcknowledgedIsThereOnceAndInOrderHoweverOftenTheServerIsKilled() throws Exception {
        try (server) {
            server.start();
            if (FORGETFUL) {
                server.acknowledgeTooEarly();
            }
            settle();
            List<Thread> threads = new ArrayList<>();
            followers.forEach(follower -> threads.add(Thread.ofVirtual().start(follower)));
            senders.forEach(sender -> threads.add(Thread.ofVirtual().start(sender)));
            for (int crash = 0; crash < CRASHES; crash++) {
                talk();
                crash(FORGETFUL || crash % 2 == 1);
                repeatedTransactionsGiveTheSameEvents();
            }
            talk();
            senders.forEach(Sender::stop);
            followers.forEach(Follower::stop);
            for (Thread thread : threads) {
                assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
            }
            assertThat(senders).extracting(Sender::failure).containsOnlyNulls();
            assertThat(followers).extracting(Follower::failure).containsOnlyNulls();
            rooms.forEach(this::verify);
            assertThat(server.stop()).isTrue();
        } catch (Throwable e) {
            throw new AssertionError("heddle.seed=" + SEED + "\n" + server.log(), e);
        }
    }

    /// Everybody is in every room, and sends to one of them.
    private void settle() {
        List<TestClient> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(register("member" + i));
        }
        for (int i = 0; i < ROOMS; i++) {
            String room = members.getFirst().createRoom("{\"preset\":\"public_chat\"}");
            members.stream().skip(1).forEach(member -> member.join(room).ok());
            rooms.add(room);
        }
        for (int i = 0; i < MEMBERS; i++) {
            followers.add(new Follower(server, members.get(i)));
            for (String room : rooms) {
                senders.add(new Sender(server, members.get(i), room, "m" + senders.size()));
            }
        }
    }

    private TestClient register(String name) {
        Answer answer =
                TestClient.anonymous(server.baseUrl())
                        .post(
                                "/_matrix/client/v3/register",
                                "{\"username\":\"%s\",\"password\":\"%s\",\"auth\":{\"type\":\"m.login.dummy\"}}"
                                        .formatted(name, "password of " + name))
                        .ok();
        return new TestClient(
                server.baseUrl(),
                answer.text("access_token"),
                answer.text("user_id"),
                answer.text("device_id"));
    }

    /// Lets the senders send on for a while.
    private void talk() throws InterruptedException {
        for (Sender sender : senders) {
            sender.awaitMore(1);
        }
        senders.get(random.nextInt(senders.size())).awaitMore(20 + random.nextInt(100));
    }

    private void crash(boolean withDatabase) throws InterruptedException {
        if (withDatabase) {
            server.killWithDatabase();
        } else {
            server.kill();
        }
        server.start();
    }

    private void repeatedTransactionsGiveTheSameEvents() {
        for (Sender sender : senders) {
            List<Map.Entry<String, String>> last = sender.last(3);
            List<String> repeated = sender.repeat(last);
            assertThat(repeated).isEqualTo(last.stream().map(Map.Entry::getValue).toList());
        }
    }

    private void verify(String room) {
        List<Sender> writers =
                senders.stream().filter(sender -> sender.room().equals(room)).toList();
        RoomCheck check =
                new RoomCheck(
                        history(followers.getFirst(), room),
                        writers.stream()
                                .flatMap(sender -> sender.sent().stream())
                                .collect(Collectors.toSet()),
                        writers.stream()
                                .map(sender -> Message.ofAcknowledged(sender.acknowledged()))
                                .toList(),
                        followers.stream().map(follower -> member(follower, room)).toList());
        assertThat(check.complaints()).isEmpty();
    }

    private static Member member(Follower follower, String room) {
        while (follower.follow(0)) {
            continue;
        }
        return new Member(
                follower.messages(room),
                history(follower, room),
                follower.oldTokens().stream()
                        .map(token -> idsFrom(follower.client(), room, token))
                        .toList());
    }

    private static List<Message> history(Follower reader, String room) {
        return Message.ofHistory(Messages.read(reader.client(), room, ""));
    }

    private static List<String> idsFrom(TestClient reader, String room, String token) {
        return Messages.read(reader, room, token).stream().map(Map.Entry::getKey).toList();
    }
}
