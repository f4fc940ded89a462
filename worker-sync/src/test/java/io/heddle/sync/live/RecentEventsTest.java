package io.heddle.sync.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.bus.InMemoryBus;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentEventsTest {
    private static final Streams AT_TEN =
            new Streams(new InMemoryBus(), Map.of(), Map.of(StreamName.EVENTS, 10L));

    private final RecentEvents events = new RecentEvents(AT_TEN, 1 << 20);

    private static StreamRow.Event row(long position, long room, @Nullable String redacts) {
        return new StreamRow.Event(
                position,
                room,
                position,
                "!r" + room,
                "$e" + position,
                "m.room.message",
                null,
                "@alice:test",
                null,
                redacts,
                false,
                pdu(position),
                null);
    }

    private static Pdu pdu(long position) {
        return Pdu.trusted(
                EventId.parse("$e" + position),
                RoomVersions.DEFAULT,
                Json.parseObject(
                        """
                        {"type":"m.room.message","sender":"@alice:test","room_id":"!r:test","content":{},
                         "depth":1,"origin_server_ts":1,"prev_events":["$e%d"],"auth_events":[]}\
                        """
                                .formatted(position - 1)));
    }

    private List<Long> between(long room, long from, long to) {
        return Objects.requireNonNull(events.between(room, from, to)).stream()
                .map(LiveEvent::position)
                .toList();
    }

    @Test
    void aRoomsEventsComeInOrderBetweenTwoPositions() {
        for (long position = 11; position <= 20; position++) {
            events.add(row(position, position % 2, null));
        }
        assertThat(between(1, 10, 20)).containsExactly(11L, 13L, 15L, 17L, 19L);
        assertThat(between(1, 13, 18)).containsExactly(15L, 17L);
        assertThat(between(7, 10, 20)).isEmpty();
        assertThat(events.hasNewsOf(1, 18)).isTrue();
        assertThat(events.hasNewsOf(1, 19)).isFalse();
    }

    @Test
    void whatWasBeforeTheStartIsNotKnown() {
        events.add(row(11, 1, null));
        assertThat(events.between(1, 9, 11)).isNull();
        assertThat(events.between(1, 10, 11)).hasSize(1);
    }

    @Test
    void theOldestEventsOfAllRoomsGoFirst() {
        int each = new LiveEvent(row(1, 1, null), null).weight();
        RecentEvents few = new RecentEvents(AT_TEN, 3L * each);
        few.add(row(11, 1, null));
        few.add(row(12, 2, null));
        few.add(row(13, 1, null));
        few.add(row(14, 1, null));
        few.add(row(15, 1, null));
        assertThat(few.floor()).isEqualTo(12);
        assertThat(few.between(1, 11, 15)).isNull();
        assertThat(few.between(1, 12, 15)).hasSize(3);
        assertThat(few.between(2, 12, 15)).isEmpty();
    }

    @Test
    void aRedactedEventIsReadAgain() {
        events.add(row(11, 1, null));
        LiveEvent event = Objects.requireNonNull(events.between(1, 10, 11)).getFirst();
        assertThat(event.stored()).isNotNull();
        events.add(row(12, 1, "$e11"));
        assertThat(event.stored()).isNull();
    }

    @Test
    void anEventFollowsAloneWhenTheOneBeforeItIsItsOnlyParent() {
        events.add(row(11, 1, null));
        events.add(row(12, 1, null));
        events.add(row(14, 1, null));
        assertThat(events.between(1, 10, 14))
                .extracting(LiveEvent::followsAlone)
                .containsExactly(false, true, false);
    }

    @Test
    void rowsMissedBeforeListeningCountAsUnknown() {
        events.hear(15, 16);
        assertThat(events.floor()).isEqualTo(15);
    }
}
