package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthAssertions.allowed;
import static io.heddle.protocol.auth.AuthAssertions.denied;
import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;

import io.heddle.protocol.event.EventBuilder;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import io.heddle.protocol.rooms.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("RV-15")
class AuthEventsRulesTest {
    static List<RoomVersion> all() {
        return RoomVersions.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSelectedAuthEventsAreAllowed(RoomVersion version) {
        Room room = new Room(version);
        allowed(room.check(room.trunk.message(ALICE)));
        allowed(room.check(room.trunk.member(ALICE, CAROL, "invite")));
        allowed(room.check(room.dag.create()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void anEventNeedsNotListEverySelectedAuthEvent(RoomVersion version) {
        Room room = new Room(version);
        allowed(room.checkMessage(room.create(), room.member));
    }

    @ParameterizedTest
    @MethodSource("all")
    void twoEventsForTheSameStateAreDenied(RoomVersion version) {
        Room room = new Room(version);
        Pdu newer = room.trunk.powerLevels(ALICE, room.dag.levels(ALICE, "'@bob:two.test':7"));
        denied(
                room.checkMessage(room.create(), room.levels, newer, room.member),
                "Two auth events are for the same state");
        denied(
                room.checkMessage(room.create(), room.levels, room.levels, room.member),
                "Two auth events are for the same state");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aSurplusEventIsDenied(RoomVersion version) {
        Room room = new Room(version);
        String reason = "An auth event is not one that the event needs";
        denied(room.checkMessage(room.create(), room.levels, room.member, room.rule), reason);
        denied(room.checkMessage(room.create(), room.levels, room.member, room.bob), reason);
        Pdu message = room.trunk.message(ALICE);
        denied(room.checkMessage(room.create(), room.member, message), reason);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRejectedEventIsDenied(RoomVersion version) {
        Room room = new Room(version);
        room.dag.reject(room.levels);
        denied(
                room.checkMessage(room.create(), room.levels, room.member),
                "An auth event was rejected");
    }

    @ParameterizedTest
    @MethodSource("all")
    void anEventOfAnotherRoomIsDenied(RoomVersion version) {
        Room room = new Room(version);
        RoomDag other = RoomDag.created(version, BOB, "public");
        Pdu levels = Objects.requireNonNull(other.trunk().authState().get(StateKey.POWER_LEVELS));
        room.dag.add(levels);
        denied(
                room.checkMessage(room.create(), levels, room.member),
                "An auth event is of another room");
    }

    @ParameterizedTest
    @MethodSource("all")
    void anUnknownEventIsDenied(RoomVersion version) {
        Room room = new Room(version);
        Pdu event = room.message(room.create(), room.levels, room.member);
        denied(
                EventAuthorizer.checkAuthEvents(
                        event, List.of(), room.dag::rejected, room.dag.create()),
                "An auth event is not known");
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-12")
    void theCreateEventIsListedUpToVersion11AndNeverSince(RoomVersion version) {
        Room room = new Room(version);
        if (version.roomIdIsCreateHash()) {
            denied(
                    room.checkMessage(room.dag.create(), room.levels, room.member),
                    "An auth event is not one that the event needs");
        } else {
            denied(
                    room.checkMessage(room.levels, room.member),
                    "No create event among the auth events");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-12")
    void theRoomIdOfVersion12IsThatOfAnAcceptedCreateEvent(RoomVersion version) {
        if (!version.roomIdIsCreateHash()) {
            return;
        }
        Room room = new Room(version);
        Pdu message = room.message(room.levels, room.member);
        String reason = "The room ID is not that of an accepted create event";
        denied(room.checkWith(message, null), reason);
        denied(room.checkWith(message, room.levels), reason);
        denied(room.checkWith(message, RoomDag.bare(version, BOB, "{}").create()), reason);
        room.dag.reject(room.dag.create());
        denied(room.checkWith(message, room.dag.create()), reason);
    }

    /// A room with the state that the events of these tests refer to.
    private static final class Room {
        private final RoomDag dag;
        private final Branch trunk;
        private final Pdu member;
        private final Pdu levels;
        private final Pdu rule;
        private final Pdu bob;

        Room(RoomVersion version) {
            dag = RoomDag.created(version, ALICE, "public");
            trunk = dag.trunk();
            bob = trunk.join(BOB);
            member = get(StateKey.member(ALICE.value()));
            levels = get(StateKey.POWER_LEVELS);
            rule = get(StateKey.JOIN_RULES);
        }

        private Pdu get(StateKey key) {
            return Objects.requireNonNull(trunk.authState().get(key));
        }

        /// Null where it is implied.
        @Nullable Pdu create() {
            return dag.version().roomIdIsCreateHash() ? null : dag.create();
        }

        AuthResult checkMessage(@Nullable Pdu... authEvents) {
            return check(message(authEvents));
        }

        Pdu message(@Nullable Pdu... authEvents) {
            List<EventId> ids = new ArrayList<>();
            for (Pdu authEvent : authEvents) {
                if (authEvent != null) {
                    ids.add(authEvent.eventId());
                }
            }
            return new EventBuilder(dag.version())
                    .type("m.room.message")
                    .sender(ALICE)
                    .roomId(dag.create().roomId())
                    .prevEvents(List.of(member.eventId()))
                    .authEvents(ids)
                    .build(ALICE.server(), TestServers.keyOf(ALICE.server()));
        }

        AuthResult check(Pdu event) {
            return checkWith(event, dag.create());
        }

        AuthResult checkWith(Pdu event, @Nullable Pdu create) {
            List<Pdu> known = new ArrayList<>();
            for (EventId id : event.authEvents()) {
                Pdu authEvent = dag.event(id);
                if (authEvent != null) {
                    known.add(authEvent);
                }
            }
            return EventAuthorizer.checkAuthEvents(event, known, dag::rejected, create);
        }
    }
}
