package io.heddle.sync.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.storage.event.Timelines;
import io.heddle.storage.event.Timelines.Place;
import io.heddle.storage.event.Timelines.Range;
import io.heddle.storage.room.RoomStates;
import io.heddle.storage.room.RoomStates.Interval;
import io.heddle.storage.room.RoomStates.Stretch;
import io.heddle.sync.StoreFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class BulkReadingTest {
    private static final long OPEN = Long.MAX_VALUE;

    private final StoreFixture store = new StoreFixture();

    @BeforeAll
    void fill() {
        for (int i = 1; i <= 40; i++) {
            store.event(10L * i, 1, i);
        }
        for (int i = 1; i <= 5; i++) {
            store.event(100L * i + 1, 2, 3L * i);
        }
        store.event(-7, 2, -4);
        store.event(999, 3, 1);
        store.state(1, "m.room.create", "", 1, OPEN, 10);
        store.state(1, "m.room.topic", "", 5, 20, 50);
        store.state(1, "m.room.topic", "", 20, 30, 200);
        store.state(1, "m.room.topic", "", 30, OPEN, 300);
        store.state(1, "m.room.member", "@a:test", 2, OPEN, 20);
        store.state(1, "m.room.member", "@b:test", 25, OPEN, 250);
        store.state(1, "m.space.child", "!x", 3, 28, 30);
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Test
    void aStreamPositionFindsItsPlaceInEachRoom() {
        Timelines timelines = store.bean(Timelines.class);
        List<Long> rooms = List.of(1L, 2L, 3L, 4L);
        assertThat(timelines.at(rooms, 5000)).isEqualTo(Map.of(1L, 40L, 2L, 15L, 3L, 1L));
        assertThat(timelines.at(rooms, 300)).isEqualTo(Map.of(1L, 30L, 2L, 6L));
        assertThat(timelines.at(rooms, 301)).isEqualTo(Map.of(1L, 30L, 2L, 9L));
        assertThat(timelines.at(rooms, 9)).isEmpty();
        for (long position = 10; position < 420; position += 7) {
            assertThat(timelines.at(List.of(1L), position))
                    .containsEntry(1L, Math.min(40, position / 10));
        }
    }

    @Test
    void theNewestEventsOfEachRangeComeNewestFirst() {
        Timelines timelines = store.bean(Timelines.class);
        Map<Long, List<Place>> newest =
                timelines.newest(List.of(new Range(1, 10, 20), new Range(2, Long.MIN_VALUE, 6)), 3);
        assertThat(newest.get(1L)).extracting(Place::position).containsExactly(20L, 19L, 18L);
        assertThat(newest.get(2L)).extracting(Place::nid).containsExactly(201L, 101L, -7L);
    }

    @Test
    void stateIsToldThatHoldsAtEitherEndOfAStretch() {
        RoomStates states = store.bean(RoomStates.class);
        assertThat(told(states, new Stretch(1, RoomStates.BEGINNING, 22, 22), true))
                .containsExactlyInAnyOrder(10L, 200L, 20L, 30L);
        assertThat(told(states, new Stretch(1, RoomStates.BEGINNING, 22, 22), false))
                .containsExactlyInAnyOrder(10L, 200L, 30L);
        assertThat(told(states, new Stretch(1, 10, 22, 35), true))
                .containsExactlyInAnyOrder(200L, 300L, 250L);
        assertThat(told(states, new Stretch(1, 30, 35, 40), true)).isEmpty();
    }

    private static List<Long> told(RoomStates states, Stretch stretch, boolean members) {
        return states.told(List.of(stretch), members).stream().map(Interval::eventNid).toList();
    }
}
