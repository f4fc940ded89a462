package io.heddle.events.room;

import static io.heddle.events.room.WriterFixture.ALICE;
import static io.heddle.events.room.WriterFixture.BOB;
import static io.heddle.events.room.WriterFixture.member;
import static io.heddle.events.room.WriterFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.heddle.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CommitFailureTest {
    private TestDatabase database;
    private WriterFixture heddle;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        heddle = new WriterFixture(database, "main");
    }

    @AfterEach
    void stop() {
        heddle.close();
        database.close();
    }

    @Test
    @Timeout(60)
    void sendsOfOneRoomArePreparedWithoutWaitingForEachOthersCommit() throws Exception {
        RoomId room = heddle.room();
        int before = heddle.transactions.committed();
        List<EventId> sent = new ArrayList<>();
        try (Held held = new Held(room, 100, i -> heddle.send(room, text(ALICE, "m" + i)))) {
            held.letGo();
            for (Future<EventId> answer : held.answers) {
                sent.add(answer.get());
            }
        }
        assertThat(sent).doesNotHaveDuplicates().hasSize(100);
        assertThat(heddle.transactions.committed() - before).isLessThanOrEqualTo(3);
        assertThat(chain(room)).isEqualTo(104);
    }

    @Test
    @Timeout(60)
    void whatWasPreparedOnAFailedCommitIsNotStored() throws Exception {
        RoomId room = heddle.room();
        heddle.send(room, member(BOB, "join"));
        int failed = 0;
        try (Held held = new Held(room, 20, i -> heddle.send(room, name("name " + i)))) {
            heddle.transactions.failNext(1);
            held.letGo();
            for (Future<EventId> answer : held.answers) {
                try {
                    answer.get();
                } catch (ExecutionException e) {
                    failed++;
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    MatrixException.class,
                                    error -> assertThat(error.status()).isEqualTo(503));
                }
            }
        }
        assertThat(failed).isPositive();
        heddle.send(room, text(BOB, "the room goes on"));
        assertThat(chain(room)).isEqualTo(6 + 20 - failed);
    }

    @Test
    void afterAFailureTheRoomIsAsItIsStored() {
        RoomId room = heddle.room();
        heddle.transactions.failNext(1);
        assertThatThrownBy(() -> heddle.send(room, member(BOB, "join")))
                .isInstanceOf(MatrixException.class);
        assertThatThrownBy(() -> heddle.send(room, text(BOB, "not in the room")))
                .isInstanceOfSatisfying(
                        MatrixException.class, e -> assertThat(e.status()).isEqualTo(403));
        heddle.send(room, member(BOB, "join"));
        heddle.send(room, text(BOB, "in the room"));
        assertThat(chain(room)).isEqualTo(6);
    }

    @Test
    @Tag("CS-API-07")
    void anEventWhoseAnswerWasLostIsNotSentTwiceAndReachesTheStream() throws Exception {
        RoomId room = heddle.room();
        EventDraft draft = text(ALICE, "once").in(new ClientTransaction("PHONE", "t1"));
        Streams streams = heddle.bean(Streams.class);
        long before = streams.position(StreamName.EVENTS);
        heddle.transactions.loseNextAnswer();
        assertThatThrownBy(() -> heddle.send(room, draft)).isInstanceOf(MatrixException.class);
        assertThat(streams.await(StreamName.EVENTS, before + 1, Duration.ofSeconds(20))).isTrue();
        EventId sent = heddle.send(room, draft);
        assertThat(heddle.event(sent).content().path("body").asString()).isEqualTo("once");
        assertThat(chain(room)).isEqualTo(5);
    }

    @Test
    void aRoomWhoseFirstCommitFailsDoesNotExist() {
        heddle.transactions.failNext(1);
        assertThatThrownBy(heddle::room).isInstanceOf(MatrixException.class);
        assertThat(heddle.jdbc.sql("SELECT count(*) FROM rooms").query(Long.class).single())
                .isZero();
        heddle.send(heddle.room(), text(ALICE, "another room works"));
    }

    @Test
    void aRoomThatMovedToAnotherInstanceIsNotWrittenByItsOldHolder() {
        RoomId room = heddle.room();
        heddle.send(room, text(ALICE, "first"));
        Instant later = WriterFixture.START.plus(Duration.ofMinutes(1));
        try (WriterFixture other = new WriterFixture(database, "other", later)) {
            other.send(room, text(ALICE, "from the new holder"));
            long events = events();
            assertThatThrownBy(() -> heddle.send(room, name("from the old holder")))
                    .isInstanceOf(LeaseLostException.class);
            assertThat(events()).isEqualTo(events);
            assertThat(
                            heddle.jdbc
                                    .sql(
                                            "SELECT count(*) FROM room_state WHERE type = 'm.room.name'")
                                    .query(Long.class)
                                    .single())
                    .isZero();
            other.send(room, text(ALICE, "goes on"));
            assertThat(chain(room)).isEqualTo(7);
        }
    }

    @Test
    void aRoomThatCameBackIsLoadedAnew() {
        RoomId room = heddle.room();
        Instant later = WriterFixture.START.plus(Duration.ofMinutes(1));
        try (WriterFixture other = new WriterFixture(database, "other", later)) {
            other.send(room, text(ALICE, "from the other"));
            other.send(room, member(BOB, "join"));
            other.duties().release();
        }
        heddle.jdbc.sql("UPDATE duties SET expires_at = 'epoch'").update();
        heddle.duties().renew(WriterFixture.allRooms());
        heddle.send(room, text(BOB, "from the first again"));
        assertThat(chain(room)).isEqualTo(7);
    }

    private static EventDraft name(String name) {
        return EventDraft.state(ALICE, "m.room.name", "", Json.object().put("name", name));
    }

    private long events() {
        return heddle.jdbc.sql("SELECT count(*) FROM events").query(Long.class).single();
    }

    /// How many events a room has, each of which follows the one before it.
    private int chain(RoomId room) {
        List<String> ids =
                heddle.jdbc
                        .sql("SELECT event_id FROM events WHERE room_nid = ? ORDER BY room_pos")
                        .param(heddle.nid(room))
                        .query(String.class)
                        .list();
        for (int i = 1; i < ids.size(); i++) {
            assertThat(heddle.event(EventId.parse(ids.get(i))).prevEvents())
                    .containsExactly(EventId.parse(ids.get(i - 1)));
        }
        assertThat(
                        heddle.jdbc
                                .sql("SELECT event_id FROM forward_extremities WHERE room_nid = ?")
                                .param(heddle.nid(room))
                                .query(String.class)
                                .list())
                .containsExactly(ids.getLast());
        return ids.size();
    }

    /// Requests that come in while a commit hangs.
    private final class Held implements AutoCloseable {
        final List<Future<EventId>> answers = new ArrayList<>();
        private final RoomId room;
        private final CountDownLatch latch = new CountDownLatch(1);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Held(RoomId room, int count, IntFunction<EventId> request) {
            this.room = room;
            heddle.transactions.hold(latch);
            for (int i = 0; i < count; i++) {
                int number = i;
                answers.add(threads.submit(() -> request.apply(number)));
            }
        }

        /// Lets the commit end once all requests wait for theirs.
        void letGo() {
            LiveRooms rooms = heddle.bean(LiveRooms.class);
            LiveRoom live = rooms.acquire(room);
            while (live.allWaiting().size() < answers.size()) {
                Thread.onSpinWait();
            }
            rooms.release(live);
            heddle.transactions.hold(null);
            latch.countDown();
        }

        @Override
        public void close() {
            threads.close();
        }
    }
}
