package io.heddle.e2e.redaction;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.events.persist.GroupCommitter;
import io.heddle.events.persist.PendingWrite;
import io.heddle.events.persist.WriteOwner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.event.EventBuilder;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.storage.event.Relation;
import io.heddle.storage.persist.NewEvent;
import io.heddle.storage.persist.NewEvent.Redacting;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.testing.TestClient;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Events of other servers as they are stored: a redaction that comes before what it redacts.
class EarlyRedactionTest {
    private static final ServerName ELSEWHERE = ServerName.parse("elsewhere.example");
    private static final UserId CAROL = UserId.parse("@carol:elsewhere.example");
    private static final UserId MALLORY = UserId.parse("@mallory:third.example");
    private static final String V3 = "/_matrix/client/v3";

    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final SigningKey key = SigningKey.generate(new Random(7));
    private final Room room =
            server.bean(Rooms.class)
                    .find(RoomId.parse(alice.createRoom("{\"preset\":\"public_chat\"}")))
                    .orElseThrow();
    private long position =
            server.bean(JdbcClient.class)
                    .sql("SELECT max(room_pos) FROM events WHERE room_nid = ?")
                    .param(room.nid())
                    .query(Long.class)
                    .single();

    private Pdu event(UserId sender, String type, ObjectNode content, @Nullable EventId redacts) {
        return new EventBuilder(room.version())
                .type(type)
                .sender(sender)
                .roomId(room.id())
                .content(content)
                .redacts(redacts)
                .depth(100 + position)
                .originServerTs(1_700_000_000_000L + position)
                .prevEvents(List.of(EventId.parse("$" + "a".repeat(43))))
                .authEvents(List.of(EventId.parse("$" + "b".repeat(43))))
                .build(ELSEWHERE, key);
    }

    private void store(Pdu event, boolean byPower) {
        EventId target = event.redacts();
        NewEvent stored =
                new NewEvent(
                        room,
                        ++position,
                        event,
                        1_700_000_000_000L,
                        0,
                        0,
                        false,
                        false,
                        false,
                        null,
                        Relation.of(event.content()),
                        List.of(),
                        target == null ? null : new Redacting(target, false, byPower),
                        null,
                        List.of(),
                        false);
        PendingWrite write =
                new PendingWrite(
                        new Owner(),
                        0,
                        server.bean(Duties.class).held(Duty.room(room.id().value())).orElseThrow(),
                        false,
                        List.of(stored));
        server.bean(GroupCommitter.class).submit(write);
        write.await();
    }

    private JsonNode read(Pdu event) {
        return alice.get(
                        V3
                                + "/rooms/"
                                + enc(room.id().value())
                                + "/event/"
                                + enc(event.eventId().value()))
                .ok()
                .json();
    }

    private static ObjectNode text(String body) {
        return Json.object().put("msgtype", "m.text").put("body", body);
    }

    @Test
    @Tag("CS-ROOM-04")
    void a_redaction_that_comes_before_its_target_applies_when_the_target_comes() {
        String parent = alice.sendText(room.id().value(), "parent");
        position++;
        ObjectNode content = text("secret");
        content.putObject("m.relates_to").put("rel_type", "m.reference").put("event_id", parent);
        Pdu target = event(CAROL, "m.room.message", content, null);
        Pdu redaction = event(CAROL, "m.room.redaction", Json.object(), target.eventId());
        String since = alice.sync(null, 0).ok().text("next_batch");
        store(redaction, false);
        store(target, false);

        JsonNode seen = read(target);
        assertThat(seen.path("content").isEmpty()).isTrue();
        assertThat(seen.at("/unsigned/redacted_because/event_id").asString())
                .isEqualTo(redaction.eventId().value());
        assertThat(alice.sync(since, 0).ok().body())
                .contains(target.eventId().value())
                .doesNotContain("secret");
        assertThat(
                        alice.get(
                                        "/_matrix/client/v1/rooms/"
                                                + enc(room.id().value())
                                                + "/relations/"
                                                + enc(parent))
                                .ok()
                                .at("chunk")
                                .size())
                .isZero();
    }

    @Test
    @Tag("CS-ROOM-04")
    void it_does_not_when_its_sender_had_no_right_to_it() {
        Pdu target = event(CAROL, "m.room.message", text("mine"), null);
        store(event(MALLORY, "m.room.redaction", Json.object(), target.eventId()), false);
        Pdu other = event(CAROL, "m.room.message", text("moderated"), null);
        store(event(MALLORY, "m.room.redaction", Json.object(), other.eventId()), true);
        store(target, false);
        store(other, false);
        assertThat(read(target).at("/content/body").asString()).isEqualTo("mine");
        assertThat(read(other).path("content").isEmpty()).isTrue();
    }

    private static final class Owner implements WriteOwner {
        @Override
        public boolean isCurrent(long generation) {
            return true;
        }

        @Override
        public void invalidate() {}

        @Override
        public void stored(PendingWrite write) {}

        @Override
        public void dropped(PendingWrite write) {}
    }
}
