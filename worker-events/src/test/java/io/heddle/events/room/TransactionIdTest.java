package io.heddle.events.room;

import static io.heddle.events.room.WriterFixture.ALICE;
import static io.heddle.events.room.WriterFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.storage.event.ClientTransactions;
import io.heddle.testing.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("CS-API-07")
class TransactionIdTest {
    private static TestDatabase database;
    private static WriterFixture heddle;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        heddle = new WriterFixture(database, "main");
    }

    @AfterAll
    static void stop() {
        heddle.close();
        database.close();
    }

    @Test
    void aRepeatedTransactionGivesTheSameEvent() {
        RoomId room = heddle.room();
        EventId first = heddle.send(room, in(text(ALICE, "one"), "PHONE", "t1"));
        assertThat(heddle.send(room, in(text(ALICE, "two"), "PHONE", "t1"))).isEqualTo(first);
        assertThat(messages(room)).isEqualTo(1);
    }

    @Test
    void anotherDeviceAnotherRoomOrAnotherEndpointIsAnotherTransaction() {
        RoomId room = heddle.room();
        RoomId other = heddle.room();
        Set<EventId> sent = new HashSet<>();
        sent.add(heddle.send(room, in(text(ALICE, "x"), "PHONE", "t1")));
        sent.add(heddle.send(room, in(text(ALICE, "x"), "DESKTOP", "t1")));
        sent.add(heddle.send(other, in(text(ALICE, "x"), "PHONE", "t1")));
        sent.add(
                heddle.send(
                        room,
                        text(ALICE, "x").in(new ClientTransaction("PHONE", "t1", "elsewhere"))));
        assertThat(sent).hasSize(4);
    }

    @Test
    void concurrentDuplicatesBecomeOneEvent() throws Exception {
        RoomId room = heddle.room();
        List<Callable<EventId>> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String txn = "t" + i % 10;
            requests.add(() -> heddle.send(room, in(text(ALICE, txn), "PHONE", txn)));
        }
        Set<EventId> sent = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<EventId> answer : threads.invokeAll(requests)) {
                sent.add(answer.get());
            }
        }
        assertThat(sent).hasSize(10);
        assertThat(messages(room)).isEqualTo(10);
    }

    @Test
    void aTransactionIsRememberedByAnInstanceThatNeverSawIt() throws Exception {
        RoomId room = heddle.room();
        EventId first = heddle.send(room, in(text(ALICE, "one"), "PHONE", "t1"));
        try (WriterFixture restarted = new WriterFixture(database, "main")) {
            List<Callable<EventId>> requests =
                    List.of(
                            () -> restarted.send(room, in(text(ALICE, "one"), "PHONE", "t1")),
                            () -> restarted.send(room, in(text(ALICE, "new"), "PHONE", "t2")),
                            () -> restarted.send(room, text(ALICE, "no transaction")));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<EventId>> answers = threads.invokeAll(requests);
                assertThat(answers.get(0).get()).isEqualTo(first);
                assertThat(answers.get(1).get()).isNotEqualTo(first);
                assertThat(answers.get(2).get()).isNotEqualTo(first);
            }
            assertThat(messages(room)).isEqualTo(3);
        } finally {
            heddle.close();
            heddle = new WriterFixture(database, "main"); // who was restarted writes no more
        }
    }

    @Test
    void aRefusedTransactionMayBeTriedAgain() {
        RoomId room = heddle.room();
        EventDraft tooLong = in(text(ALICE, "x".repeat(70_000)), "PHONE", "t1");
        assertThatThrownBy(() -> heddle.send(room, tooLong)).isInstanceOf(MatrixException.class);
        EventId sent = heddle.send(room, in(text(ALICE, "short"), "PHONE", "t1"));
        assertThat(heddle.event(sent).content().path("body").asString()).isEqualTo("short");
    }

    @Test
    void oldTransactionsAreForgotten() {
        RoomId room = heddle.room();
        heddle.send(room, in(text(ALICE, "x"), "OLD", "t1"));
        ClientTransactions transactions = heddle.bean(ClientTransactions.class);
        ClientTransaction transaction = new ClientTransaction("OLD", "t1", "send");
        assertThat(transactions.find(ALICE, heddle.nid(room), transaction)).isPresent();
        heddle.jdbc
                .sql("UPDATE event_transactions SET created_ts = 5 WHERE device_id = 'OLD'")
                .update();
        assertThat(transactions.deleteBefore(6, 100)).isEqualTo(1);
        assertThat(transactions.find(ALICE, heddle.nid(room), transaction)).isEmpty();
    }

    private static EventDraft in(EventDraft draft, String device, String txnId) {
        return draft.in(new ClientTransaction(device, txnId, "send"));
    }

    private static int messages(RoomId room) {
        return heddle.jdbc
                .sql("SELECT count(*) FROM events WHERE room_nid = ? AND type = 'm.room.message'")
                .param(heddle.nid(room))
                .query(Integer.class)
                .single();
    }
}
