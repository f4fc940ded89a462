package io.heddle.e2e.sync;

import static io.heddle.e2e.sync.SyncAssertions.joined;
import static io.heddle.e2e.sync.SyncAssertions.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InitialSyncTest {
    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-SYNC-01")
    void anInitialSyncShowsEachRoomByWhatTheUserIsInIt() {
        TestClient alice = server.user("alice");
        TestClient bob = server.user("bob");
        String joined = alice.createRoom("{\"name\":\"Joined\"}");
        String invited =
                bob.createRoom("{\"name\":\"Invited\",\"invite\":[\"" + alice.userId() + "\"]}");
        String left = alice.createRoom("{\"name\":\"Left\"}");
        alice.leave(left).ok();

        Answer sync = alice.sync(null, 0).ok();

        JsonNode room = joined(sync, joined);
        assertThat(types(room.at("/timeline/events"))).contains("m.room.create", "m.room.name");
        assertThat(room.at("/state/events").size()).isZero();
        assertThat(room.at("/summary/m.joined_member_count").intValue()).isEqualTo(1);
        assertThat(sync.at("/rooms/invite").has(invited)).isTrue();
        assertThat(sync.at("/rooms/leave").has(left)).isFalse();
        assertThat(sync.at("/rooms/join").size()).isEqualTo(1);

        String withLeft = "{\"room\":{\"include_leave\":true}}";
        Answer all = alice.get("/_matrix/client/v3/sync?filter=" + TestClient.enc(withLeft)).ok();
        assertThat(all.at("/rooms/leave").has(left)).isTrue();
    }
}
