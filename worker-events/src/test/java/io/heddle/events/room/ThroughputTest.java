package io.heddle.events.room;

import static io.heddle.events.room.WriterFixture.ALICE;
import static io.heddle.events.room.WriterFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A smoke test: far below what the writer does, so that it fails only when something is badly wrong.
class ThroughputTest {
    private static final Logger LOG = LoggerFactory.getLogger(ThroughputTest.class);
    private static final int EVENTS = Integer.getInteger("heddle.test.events", 4000);
    private static final int SENDERS = 200;

    @Test
    void manySendersInManyRoomsShareTheirCommits() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                WriterFixture heddle = new WriterFixture(database, "main")) {
            List<RoomId> rooms = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                rooms.add(heddle.room());
            }
            run(heddle, rooms, EVENTS, "warm");
            int commits = heddle.transactions.committed();
            double perSecond = run(heddle, rooms, EVENTS, "go");
            LOG.info(
                    "{} events/s in {} commits",
                    Math.round(perSecond),
                    heddle.transactions.committed() - commits);
            assertThat(perSecond).isGreaterThan(200);
        }
    }

    private static double run(WriterFixture heddle, List<RoomId> rooms, int events, String name)
            throws Exception {
        List<Callable<EventId>> senders = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            int sender = s;
            senders.add(() -> {
                EventId last = null;
                for (int i = sender; i < events; i += SENDERS) {
                    last =
                            heddle.send(
                                    rooms.get(i % rooms.size()),
                                    text(ALICE, "message " + i)
                                            .in(new ClientTransaction("D" + sender, name + i)));
                }
                return last;
            });
        }
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<EventId> answer : threads.invokeAll(senders)) {
                answer.get();
            }
        }
        return events * 1e9 / (System.nanoTime() - start);
    }
}
