package io.heddle.sync.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.replication.stream.SyncToken;
import io.heddle.sync.StoreFixture;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LiveSyncTest {
    private static final UserId BOB = UserId.parse("@bob:test");

    private final StoreFixture store = new StoreFixture(LiveSync.class);
    private final Streams streams = store.bean(Streams.class);
    private final LiveSync live = store.bean(LiveSync.class);
    private long position;

    @BeforeEach
    void start() {
        live.start();
    }

    @AfterEach
    void stop() {
        live.stop();
        store.close();
    }

    private void publish(String room, String sender, @Nullable String membershipOfBob) {
        position++;
        streams.publish(
                new StreamNews<>(
                        StreamName.EVENTS,
                        position - 1,
                        position,
                        List.of(
                                new StreamRow.Event(
                                        position,
                                        1,
                                        position,
                                        room,
                                        "$e" + position,
                                        membershipOfBob == null
                                                ? "m.room.message"
                                                : "m.room.member",
                                        membershipOfBob == null ? null : BOB.value(),
                                        sender,
                                        membershipOfBob,
                                        null,
                                        false,
                                        null,
                                        null))));
    }

    @Test
    @Tag("CS-SYNC-02")
    void noNewsIsMissedHoweverItFallsBetweenLookingAndWaiting() throws Exception {
        int messages = 3000;
        SyncingUser bob = live.acquire(BOB);
        publish("!r:test", "@alice:test", "join");
        SyncToken start = live.now(bob, null).token();
        CountDownLatch ready = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> follower =
                    executor.submit(() -> {
                        ready.countDown();
                        SyncToken seen = start;
                        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                        while (seen.position(StreamName.EVENTS) < messages + 1
                                && System.nanoTime() < deadline) {
                            live.await(bob, seen, deadline);
                            SyncToken now = live.now(bob, seen).token();
                            assertThat(now.position(StreamName.EVENTS))
                                    .isGreaterThanOrEqualTo(seen.position(StreamName.EVENTS));
                            seen = now;
                        }
                        return seen.position(StreamName.EVENTS);
                    });
            ready.await();
            for (int i = 0; i < messages; i++) {
                publish("!r:test", "@alice:test", null);
            }
            assertThat(follower.get(90, TimeUnit.SECONDS)).isEqualTo(messages + 1);
        }
        live.release(bob);
    }

    @Test
    void onlyNewsOfOnesOwnRoomsConcernsAUser() {
        SyncingUser bob = live.acquire(BOB);
        publish("!other:test", "@alice:test", null);
        assertThat(bob.newest(StreamName.EVENTS)).isZero();
        publish("!r:test", "@alice:test", "invite");
        assertThat(bob.newest(StreamName.EVENTS)).isEqualTo(2);
        publish("!r:test", "@alice:test", null);
        assertThat(bob.newest(StreamName.EVENTS)).isEqualTo(2);
        publish("!r:test", BOB.value(), "join");
        publish("!r:test", "@alice:test", null);
        assertThat(bob.newest(StreamName.EVENTS)).isEqualTo(5);
        assertThat(live.now(bob, null).rooms().joined()).hasSize(1);
        publish("!r:test", BOB.value(), "leave");
        publish("!r:test", "@alice:test", null);
        assertThat(bob.newest(StreamName.EVENTS)).isEqualTo(6);
        assertThat(live.now(bob, null).rooms().joined()).isEmpty();
        live.release(bob);
    }

    @Test
    void aTokenFromFartherAheadIsNeverAnsweredWithOneFromBefore() {
        SyncingUser bob = live.acquire(BOB);
        SyncToken ahead = SyncToken.now(streams).with(StreamName.ACCOUNT_DATA, 50);
        assertThat(live.now(bob, ahead).token().position(StreamName.ACCOUNT_DATA)).isEqualTo(50);
        live.release(bob);
    }

    @Test
    void presenceAndDevicesOfOthersComeToThoseInTheirRooms() {
        SyncingUser bob = live.acquire(BOB);
        publish("!r:test", BOB.value(), "join");
        store.jdbc()
                .sql("INSERT INTO rooms (room_id, version, created_ts) VALUES ('!r:test', '12', 1)")
                .update();
        store.jdbc()
                .sql(
                        "INSERT INTO memberships (user_id, room_nid, membership, event_nid, event_id, sender, is_local)"
                                + " SELECT '@remote:else', nid, 'join', 1, '$m', '@remote:else', false FROM rooms")
                .update();
        SyncToken before = live.now(bob, null).token();
        streams.publish(
                new StreamNews<>(
                        StreamName.DEVICE_LISTS,
                        0,
                        2,
                        List.of(
                                new StreamRow.DeviceList(1, "@remote:else", "D", null),
                                new StreamRow.DeviceList(2, "@stranger:else", "E", null))));
        live.await(bob, before, System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
        SyncToken after = live.now(bob, before).token();
        assertThat(bob.deviceListsBetween(0, after.position(StreamName.DEVICE_LISTS)))
                .extracting(StreamRow.DeviceList::userId)
                .containsExactly("@remote:else");
        live.release(bob);
    }
}
