package io.heddle.sync.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.id.RoomId;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserRoomsTest {
    private static UserRoom room(long nid, String membership, long at) {
        return new UserRoom(nid, RoomId.parse("!r" + nid + ":test"), membership, at, "@a:test");
    }

    @Test
    void changesAreRememberedFromTheReadingOn() {
        UserRooms rooms = UserRooms.read(20, List.of(room(1, "join", 5)));
        assertThat(rooms.changesSince(19)).isNull();
        assertThat(rooms.changesSince(20)).isEmpty();

        UserRooms joined = rooms.with(room(2, "join", 21)).with(room(1, "leave", 22));
        assertThat(joined.joined()).extracting(UserRoom::roomNid).containsExactly(2L);
        assertThat(joined.changesSince(20))
                .extracting(UserRooms.Change::position)
                .containsExactly(21L, 22L);
        assertThat(joined.changesSince(21))
                .singleElement()
                .satisfies(change -> assertThat(change.before()).isEqualTo(room(1, "join", 5)));
        assertThat(rooms.joined()).extracting(UserRoom::roomNid).containsExactly(1L);
    }

    @Test
    void whatTheReadingKnewAlreadyChangesNothing() {
        UserRooms rooms = UserRooms.read(20, List.of(room(1, "join", 25)));
        assertThat(rooms.asOf()).isEqualTo(25);
        assertThat(rooms.with(room(1, "invite", 23))).isSameAs(rooms);
        assertThat(rooms.with(room(1, "join", 25))).isSameAs(rooms);
    }

    @Test
    void longAgoChangesAreForgotten() {
        UserRooms rooms = UserRooms.read(0, List.of());
        for (int i = 1; i <= 150; i++) {
            rooms = rooms.with(room(i, "join", i));
        }
        assertThat(rooms.changesSince(10)).isNull();
        assertThat(rooms.changesSince(100)).hasSize(50);
    }
}
