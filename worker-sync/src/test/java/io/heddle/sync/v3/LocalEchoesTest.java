package io.heddle.sync.v3;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.sync.StoreFixture;
import io.heddle.sync.live.LiveEvent;
import io.heddle.sync.live.LiveSync;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LocalEchoesTest {
    private static final UserId ALICE = UserId.parse("@alice:test");
    private static final UserId BOB = UserId.parse("@bob:test");
    private static final long WHOLE = LocalEchoes.HEAD_START.toNanos();

    private final StoreFixture store = new StoreFixture(LiveSync.class, LocalEchoes.class);
    private final LiveSync live = store.bean(LiveSync.class);
    private final LocalEchoes echoes = store.bean(LocalEchoes.class);

    @AfterEach
    void close() {
        store.close();
    }

    private List<LiveEvent> aliceSendsFrom(String device) {
        store.jdbc()
                .sql(
                        "INSERT INTO event_transactions (user_id, device_id, room_nid, txn_id, request, event_id, created_ts)"
                                + " VALUES ('@alice:test', ?, 1, 'm1', 'send', '$e1', 1)")
                .param(device)
                .update();
        store.bean(Streams.class)
                .publish(
                        new StreamNews<>(
                                StreamName.EVENTS,
                                0,
                                1,
                                List.of(
                                        new StreamRow.Event(
                                                1,
                                                1,
                                                1,
                                                "!r:test",
                                                "$e1",
                                                "m.room.message",
                                                null,
                                                ALICE.value(),
                                                null,
                                                null,
                                                false,
                                                null,
                                                null))));
        return Objects.requireNonNull(live.events().between(1, 0, 1));
    }

    @Test
    @Tag("CS-SYNC-12")
    void theDeviceThatSentGetsTheAnswerToItsSendBeforeTheEvent() {
        List<LiveEvent> sent = aliceSendsFrom("PHONE");
        long heard = sent.getFirst().heardAt();
        assertThat(echoes.headStart(List.of(sent), ALICE, "PHONE", heard)).isEqualTo(WHOLE);
        assertThat(echoes.headStart(List.of(sent), ALICE, "PHONE", heard + WHOLE / 3))
                .isEqualTo(WHOLE - WHOLE / 3);
        assertThat(echoes.headStart(List.of(sent), ALICE, "PHONE", heard + 2 * WHOLE)).isZero();
    }

    @Test
    void theUsersOtherDevicesAndEverybodyElseWaitForNothing() {
        List<LiveEvent> sent = aliceSendsFrom("PHONE");
        long heard = sent.getFirst().heardAt();
        assertThat(echoes.headStart(List.of(sent), ALICE, "TABLET", heard)).isZero();
        assertThat(echoes.headStart(List.of(sent), BOB, "PHONE", heard)).isZero();
    }
}
