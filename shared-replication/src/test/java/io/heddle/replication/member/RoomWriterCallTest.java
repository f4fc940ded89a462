package io.heddle.replication.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyOffer;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.duty.LeaseLostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/// The same calls, asked of the instance that writes the rooms and of one that has no writer: nobody can tell.
class RoomWriterCallTest {
    private static final RoomId ROOM = RoomId.parse("!room:test.local");
    private static final UserId ALICE = UserId.parse("@alice:test.local");
    private static final List<String> written = new CopyOnWriteArrayList<>();

    private static Members members;
    private static ConfigurableApplicationContext writing;
    private static ConfigurableApplicationContext asking;

    @BeforeAll
    static void start() {
        members = new Members();
        writing =
                members.start(Writing.class, "writing", "--spring.application.name=worker-events");
        asking = members.start(Asking.class, "asking", "--spring.application.name=worker-client");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        writing.getBean(Duties.class).held(Duty.room(ROOM.value())).isPresent());
    }

    @AfterAll
    static void stop() {
        members.close();
    }

    @BeforeEach
    void nothingIsWritten() {
        written.clear();
    }

    @SpringBootApplication
    static class Asking {}

    @SpringBootApplication
    static class Writing {
        @Bean
        RoomWriter localWriter() {
            return new RecordingWriter();
        }

        @Bean
        DutyOffer rooms() {
            return DutyOffer.buckets(Duty.ROOMS, Duty.ROOM_BUCKETS);
        }
    }

    private static RoomWriter writer(String which) {
        return (which.equals("local") ? writing : asking).getBean(RoomWriter.class);
    }

    private static EventDraft draft(String type) {
        return EventDraft.message(ALICE, type, Json.object().put("body", "hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "remote"})
    void an_event_is_written_once(String which) {
        EventDraft draft =
                draft("m.room.message").in(new ClientTransaction("DEVICE", "txn", "send")).at(17L);
        assertThat(writer(which).send(ROOM, draft)).isEqualTo(new EventId("$m.room.message"));
        assertThat(written).containsExactly(draft.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "remote"})
    void every_part_of_a_draft_arrives(String which) {
        List<EventDraft> drafts =
                List.of(
                        EventDraft.state(
                                ALICE, "m.room.topic", "", Json.object().put("topic", "é")),
                        draft("m.room.redaction").redacting(new EventId("$gone")));
        assertThat(writer(which).sendAll(ROOM, drafts))
                .containsExactly(new EventId("$m.room.topic"), new EventId("$m.room.redaction"));
        assertThat(written)
                .containsExactlyElementsOf(drafts.stream().map(EventDraft::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "remote"})
    void a_room_is_made_and_an_event_is_prepared(String which) {
        RoomId made = writer(which).create(RoomVersions.V12, ROOM, List.of(draft("m.room.create")));
        assertThat(made).isEqualTo(ROOM);
        Pdu prepared = writer(which).prepare(ROOM, draft("m.room.member"));
        assertThat(prepared.eventId()).isEqualTo(new EventId("$prepared"));
        assertThat(prepared.version()).isEqualTo(RoomVersions.V12);
        assertThat(prepared.json().path("type").asString()).isEqualTo("m.room.member");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "remote"})
    void a_refusal_arrives_as_it_is(String which) {
        assertThatThrownBy(() -> writer(which).send(ROOM, draft("forbidden")))
                .isInstanceOfSatisfying(
                        MatrixException.class,
                        refusal -> {
                            assertThat(refusal.status()).isEqualTo(403);
                            assertThat(refusal.errcode()).isEqualTo("M_FORBIDDEN");
                            assertThat(refusal.getMessage()).isEqualTo("You may not");
                            assertThat(Json.MAPPER.valueToTree(refusal.extra()).toString())
                                    .isEqualTo("{\"key\":7}");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "remote"})
    void while_a_duty_moves_it_is_tried_again(String which) {
        EventDraft draft = draft("moving");
        assertThat(writer(which).send(ROOM, draft)).isEqualTo(new EventId("$moving"));
        assertThat(written).containsExactly("moved", draft.toString());
    }

    @Test
    void what_may_have_been_done_is_not_done_again_unless_that_does_no_harm() {
        assertThatThrownBy(() -> writer("remote").send(ROOM, draft("broken")))
                .isInstanceOfSatisfying(
                        MatrixException.class,
                        failure -> assertThat(failure.status()).isEqualTo(503));
        assertThat(written).containsExactly("broke");
        written.clear();
        EventDraft safe = draft("broken").in(new ClientTransaction("DEVICE", "t", "send"));
        assertThat(writer("remote").send(ROOM, safe)).isEqualTo(new EventId("$broken"));
        assertThat(written).containsExactly("broke", safe.toString());
    }

    /// Writes down what it is asked to write; some types fail the first time.
    private static final class RecordingWriter implements RoomWriter {
        @Override
        public EventId send(RoomId room, EventDraft draft) {
            return switch (draft.type()) {
                case "forbidden" -> throw MatrixException.forbidden("You may not").with("key", 7);
                case "moving" ->
                        once(
                                "moved",
                                new LeaseLostException(new Lease(Duty.room(room.value()), 1)),
                                draft);
                case "broken" ->
                        once("broke", new IllegalStateException("broken on purpose"), draft);
                default -> write(draft);
            };
        }

        private static EventId once(String what, RuntimeException failure, EventDraft draft) {
            if (written.isEmpty()) {
                written.add(what);
                throw failure;
            }
            return write(draft);
        }

        private static EventId write(EventDraft draft) {
            written.add(draft.toString());
            return new EventId("$" + draft.type());
        }

        @Override
        public List<EventId> sendAll(RoomId room, List<EventDraft> drafts) {
            return drafts.stream().map(RecordingWriter::write).toList();
        }

        @Override
        public RoomId create(RoomVersion version, RoomId wanted, List<EventDraft> drafts) {
            return wanted;
        }

        @Override
        public Pdu prepare(RoomId room, EventDraft draft) {
            return Pdu.trusted(
                    new EventId("$prepared"),
                    RoomVersions.V12,
                    Json.parseObject(
                            """
                            {"type": "%s", "room_id": "%s", "sender": "@alice:test.local", "depth": 7,
                             "origin_server_ts": 5, "content": {}, "auth_events": [], "prev_events": []}
                            """
                                    .formatted(draft.type(), room.value())));
        }
    }
}
