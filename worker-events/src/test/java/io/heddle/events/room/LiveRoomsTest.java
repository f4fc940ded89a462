package io.heddle.events.room;

import static io.heddle.events.room.WriterFixture.ALICE;
import static io.heddle.events.room.WriterFixture.BOB;
import static io.heddle.events.room.WriterFixture.member;
import static io.heddle.events.room.WriterFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.duty.Duties;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.RoomHeads;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.Rooms;
import io.heddle.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class LiveRoomsTest {
    private TestDatabase database;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void roomsThatAreDroppedBetweenEventsLoseNone() throws Exception {
        try (WriterFixture heddle =
                new WriterFixture(
                        database, "main", WriterFixture.START, LiveRoomsTest::keepNothing)) {
            List<RoomId> rooms = List.of(heddle.room(), heddle.room(), heddle.room());
            List<Callable<EventId>> requests = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                RoomId room = rooms.get(i % 3);
                String body = "m" + i;
                requests.add(() -> heddle.send(room, text(ALICE, body)));
            }
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<EventId> answer : threads.invokeAll(requests)) {
                    answer.get();
                }
            }
            for (RoomId room : rooms) {
                assertThat(places(heddle, room))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, 104).boxed().toList());
            }
            assertThat(heddle.bean(LiveRooms.class).size()).isZero();
        }
    }

    @Test
    void aRoomCostsNoMoreForItsMembers() {
        RoomId room;
        try (WriterFixture heddle = new WriterFixture(database, "main")) {
            room = heddle.room();
            List<EventDraft> joins = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                joins.add(member(UserId.parse("@user" + i + ":heddle.test"), "join"));
            }
            heddle.writer().sendAll(room, joins);
            heddle.send(room, member(BOB, "join"));
        }
        try (WriterFixture restarted = new WriterFixture(database, "main")) {
            restarted.send(room, text(BOB, "hello everybody"));
            LiveRooms rooms = restarted.bean(LiveRooms.class);
            LiveRoom live = rooms.acquire(room);
            assertThat(live.joinedMembers()).isEqualTo(2002);
            assertThat(live.joinedLocalUsers()).hasSize(2002);
            assertThat(live.weight()).isLessThan(500_000);
            rooms.release(live);
        }
    }

    private static void keepNothing(AnnotationConfigApplicationContext beans) {
        beans.registerBean(
                "liveRooms",
                LiveRooms.class,
                () ->
                        new LiveRooms(
                                beans.getBean(Duties.class),
                                beans.getBean(Rooms.class),
                                beans.getBean(RoomHeads.class),
                                beans.getBean(RoomState.class),
                                beans.getBean(Memberships.class),
                                0));
    }

    private static List<Integer> places(WriterFixture heddle, RoomId room) {
        return heddle.jdbc
                .sql("SELECT room_pos FROM events WHERE room_nid = ? ORDER BY nid")
                .param(heddle.nid(room))
                .query(Integer.class)
                .list();
    }
}
