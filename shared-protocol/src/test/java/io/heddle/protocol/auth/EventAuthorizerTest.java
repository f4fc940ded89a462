package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthAssertions.allowed;
import static io.heddle.protocol.auth.AuthAssertions.allowedIf;
import static io.heddle.protocol.auth.AuthAssertions.denied;
import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.EventBuilder;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import io.heddle.protocol.rooms.TestServers;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("RV-14")
class EventAuthorizerTest {
    private static final UserId ANNE = UserId.parse("@anne:one.test");

    static List<RoomVersion> all() {
        return RoomVersions.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void withoutTheRoomsCreateEventNothingIsAllowed(RoomVersion version) {
        Branch room = room(version);
        Pdu message = room.make(ALICE, "m.room.message", null, "{}");
        allowed(room.authorize(message));
        room.drop(StateKey.CREATE);
        denied(room.authorize(message), "The room has no create event");
        RoomDag other = RoomDag.bare(version, BOB, "{}");
        AuthState state = key -> key.equals(StateKey.CREATE) ? other.create() : null;
        denied(EventAuthorizer.authorize(message, state), "The create event is of another room");
    }

    @ParameterizedTest
    @MethodSource("all")
    void onlyMembersSendEvents(RoomVersion version) {
        for (String membership : List.of("leave", "invite", "ban", "knock")) {
            Branch room = room(version);
            room.forceMember(ALICE, BOB, membership);
            denied(room.check(BOB, "m.room.message", null, "{}"), "The sender is not in the room");
        }
        allowed(room(version).check(BOB, "m.room.message", null, "{}"));
        denied(
                room(version).check(CAROL, "m.room.message", null, "{}"),
                "The sender is not in the room");
    }

    @ParameterizedTest
    @MethodSource("all")
    void theLevelOfTheEventTypeIsNeeded(RoomVersion version) {
        Branch room = room(version);
        String events = "'events':{'m.room.topic':30,'m.loud':31}";
        room.force(
                ALICE, "m.room.power_levels", "", "{'users':{'@bob:two.test':30}," + events + "}");
        allowed(room.check(BOB, "m.room.topic", "", "{}"));
        denied(room.check(BOB, "m.room.name", "", "{}"));
        denied(room.check(BOB, "m.loud", null, "{}"));
        allowed(room.check(BOB, "m.quiet", null, "{}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aStateKeyThatIsAUserIsTheSenders(RoomVersion version) {
        Branch room = room(version);
        allowed(room.check(ALICE, "org.example.state", "@alice:one.test", "{}"));
        denied(
                room.check(ALICE, "org.example.state", "@bob:two.test", "{}"),
                "The state key is another user's");
        denied(
                room.check(ALICE, "org.example.state", "@", "{}"),
                "The state key is another user's");
        allowed(room.check(ALICE, "org.example.state", "_@bob:two.test", "{}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRoomThatDoesNotFederateIsClosedToOtherServers(RoomVersion version) {
        for (String federate : List.of("false", "'true'", "null", "1")) {
            Branch room = RoomDag.bare(version, ALICE, "{'m.federate':" + federate + "}").start();
            room.join(ALICE);
            room.joinRule(ALICE, "public");
            allowed(room.checkMember(ANNE, ANNE, "join"));
            denied(room.checkMember(BOB, BOB, "join"), "The room is closed to other servers");
            room.forceMember(ALICE, BOB, "join");
            denied(
                    room.check(BOB, "m.room.message", null, "{}"),
                    "The room is closed to other servers");
        }
        Branch open = RoomDag.bare(version, ALICE, "{'m.federate':true}").start();
        open.join(ALICE);
        open.joinRule(ALICE, "public");
        allowed(open.checkMember(BOB, BOB, "join"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-06")
    void aliasesAreTheBusinessOfTheirServerUpToVersion5(RoomVersion version) {
        boolean special = version.auth().specialCaseAliases();
        Branch room = room(version);
        allowedIf(special, room.check(CAROL, "m.room.aliases", "three.test", "{}"));
        allowedIf(special, room.check(BOB, "m.room.aliases", "two.test", "{}"));
        allowedIf(!special, room.check(ALICE, "m.room.aliases", "two.test", "{}"));
        allowedIf(!special, room.check(ALICE, "m.room.aliases", "", "{}"));
        allowedIf(!special, room.check(ALICE, "m.room.aliases", null, "{}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-01")
    @Tag("RV-03")
    void redactionsAreCheckedHereInTheFirstTwoVersionsOnly(RoomVersion version) {
        boolean checked = version.auth().redactionsChecked();
        Branch room = room(version);
        Pdu ofAlice = room.message(ALICE);
        Pdu ofBob = room.message(BOB);
        allowed(redact(room, BOB, ofBob));
        allowed(redact(room, ALICE, ofBob));
        allowedIf(!checked, redact(room, BOB, ofAlice));
        allowedIf(!checked, room.check(BOB, "m.room.redaction", null, "{}"));
        room.force(ALICE, "m.room.power_levels", "", "{'redact':0}");
        allowed(redact(room, BOB, ofAlice));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-03")
    void aRedactionTakesEffectForModeratorsAndTheSendersServer(RoomVersion version) {
        Branch room = room(version);
        room.join(ANNE);
        Pdu ofAlice = room.message(ALICE);
        PowerLevels power =
                PowerLevels.of(room.authState().get(StateKey.POWER_LEVELS), create(room));
        boolean byAnother = version.auth().redactionsChecked();
        assertThat(applies(room, ALICE, ofAlice, power)).isTrue();
        assertThat(applies(room, ANNE, ofAlice, power)).isTrue();
        assertThat(applies(room, ALICE, room.message(BOB), power)).isTrue();
        assertThat(applies(room, BOB, ofAlice, power)).isEqualTo(byAnother);
        Pdu elsewhere = RoomDag.created(version, BOB, "public").trunk().message(BOB);
        assertThat(applies(room, ALICE, elsewhere, power)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSendersServerHasToSignAndSomeOthersToo(RoomVersion version) {
        Branch room = room(version);
        Pdu message = room.message(BOB);
        assertThat(RequiredSignatures.of(message)).containsExactly(BOB.server());
        String authorised =
                "{'membership':'join','join_authorised_via_users_server':'@alice:one.test'}";
        Pdu join = room.make(BOB, "m.room.member", BOB.value(), authorised);
        assertThat(RequiredSignatures.of(join).contains(ALICE.server()))
                .isEqualTo(version.auth().restricted());
        Pdu byAddress =
                room.make(
                        ALICE,
                        "m.room.member",
                        BOB.value(),
                        "{'membership':'invite','third_party_invite':{}}");
        assertThat(RequiredSignatures.of(byAddress).isEmpty())
                .isEqualTo(!version.auth().signedByEventIdServer());
    }

    private static boolean applies(Branch room, UserId sender, Pdu target, PowerLevels power) {
        return RedactionPermission.applies(
                redaction(room, sender, target.eventId()), target, power);
    }

    private static AuthResult redact(Branch room, UserId sender, Pdu target) {
        return room.authorize(redaction(room, sender, target.eventId()));
    }

    private static Pdu redaction(Branch room, UserId sender, EventId target) {
        Pdu message = room.make(sender, "m.room.message", null, "{}");
        return new EventBuilder(message.version())
                .type("m.room.redaction")
                .sender(sender)
                .roomId(message.roomId())
                .prevEvents(message.prevEvents())
                .authEvents(message.authEvents())
                .redacts(target)
                .build(sender.server(), TestServers.keyOf(sender.server()));
    }

    private static Pdu create(Branch room) {
        return Objects.requireNonNull(room.authState().get(StateKey.CREATE));
    }

    /// A public room with Alice, who has power, and Bob, who has none.
    private static Branch room(RoomVersion version) {
        Branch room = RoomDag.created(version, ALICE, "public").trunk();
        room.join(BOB);
        return room;
    }
}
