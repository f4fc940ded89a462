package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthAssertions.allowed;
import static io.heddle.protocol.auth.AuthAssertions.allowedIf;
import static io.heddle.protocol.auth.AuthAssertions.denied;
import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;
import static io.heddle.protocol.rooms.RoomDag.DAVE;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import io.heddle.protocol.rooms.TestServers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("RV-14")
class MembershipRulesTest {
    private static final List<String> STATES =
            List.of("none", "join", "invite", "leave", "ban", "knock");

    static List<RoomVersion> all() {
        return RoomVersions.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void aMembershipNeedsAUserAndAKnownMembership(RoomVersion version) {
        Branch room = room(version, "public");
        denied(room.check(BOB, "m.room.member", null, "{'membership':'join'}"));
        for (String content :
                List.of(
                        "{}",
                        "{'membership':1}",
                        "{'membership':null}",
                        "{'membership':'dance'}")) {
            denied(room.check(BOB, "m.room.member", BOB.value(), content));
        }
        denied(room.check(ALICE, "m.room.member", "bob", "{'membership':'invite'}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void inAPublicRoomEverybodyNotBannedJoins(RoomVersion version) {
        for (String before : STATES) {
            Branch room = withBob(version, "public", before);
            allowedIf(!before.equals("ban"), room.checkMember(BOB, BOB, "join"));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void inAnInviteOnlyRoomTheInvitedAndTheJoinedJoin(RoomVersion version) {
        for (String rule : List.of("invite", "absent", "broken")) {
            for (String before : STATES) {
                Branch room = withBob(version, rule, before);
                allowedIf(
                        Set.of("invite", "join").contains(before),
                        room.checkMember(BOB, BOB, "join"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-07")
    void aKnockRoomIsLikeAnInviteOnlyOneSinceVersion7AndClosedBefore(RoomVersion version) {
        for (String before : STATES) {
            Branch room = withBob(version, "knock", before);
            boolean invited = Set.of("invite", "join").contains(before);
            allowedIf(version.auth().knock() && invited, room.checkMember(BOB, BOB, "join"));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRoomOfAnUnknownRuleIsClosed(RoomVersion version) {
        for (String before : STATES) {
            denied(withBob(version, "private", before).checkMember(BOB, BOB, "join"));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void nobodyMakesAnotherJoinOrKnock(RoomVersion version) {
        denied(room(version, "public").checkMember(ALICE, BOB, "join"));
        denied(room(version, "knock").checkMember(ALICE, BOB, "knock"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-08")
    void aRestrictedRoomLetsInWhomAMemberWhoMayInviteHasAuthorisedSinceVersion8(
            RoomVersion version) {
        boolean restricted = version.auth().restricted();
        for (String before : List.of("none", "leave", "knock")) {
            Branch room = withBob(version, "restricted", before);
            denied(room.checkMember(BOB, BOB, "join"));
            allowedIf(restricted, authorisedJoin(room, "@alice:one.test"));
            denied(authorisedJoin(room, "@carol:three.test"));
            denied(authorisedJoin(room, "@nobody:one.test"));
            denied(authorisedJoin(room, "nobody"));
        }
        for (String before : List.of("invite", "join")) {
            allowedIf(
                    restricted,
                    withBob(version, "restricted", before).checkMember(BOB, BOB, "join"));
        }
        denied(authorisedJoin(withBob(version, "restricted", "ban"), "@alice:one.test"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-08")
    void theAuthoriserMustHaveTheLevelToInvite(RoomVersion version) {
        Branch room = room(version, "restricted");
        room.force(
                ALICE,
                "m.room.power_levels",
                "",
                "{'invite':10,'users':{'@carol:three.test':10,'@alice:one.test':100}}");
        room.forceMember(CAROL, CAROL, "join");
        room.forceMember(DAVE, DAVE, "join");
        allowedIf(version.auth().restricted(), authorisedJoin(room, "@carol:three.test"));
        denied(authorisedJoin(room, "@dave:four.test"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-08")
    void aJoinNeedsTheSignatureOfTheServerThatAuthorisesItSinceVersion8(RoomVersion version) {
        Branch room = room(version, "public");
        String content =
                "{'membership':'join','join_authorised_via_users_server':'@alice:one.test'}";
        allowedIf(
                !version.auth().restricted(),
                room.check(BOB, "m.room.member", BOB.value(), content));
        allowed(authorisedJoin(room, "@alice:one.test"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-08")
    @Tag("RV-09")
    void aRestrictedJoinOutlivesItsRedactionSinceVersion9(RoomVersion version) {
        Branch room = withBob(version, "restricted", "none");
        Pdu join = signed(authorisedJoinEvent(room, "@alice:one.test"));
        allowedIf(version.auth().restricted(), room.authorize(join));
        allowedIf(version.redaction().keepsAuthorisedVia(), room.authorize(join.redacted()));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-10")
    void knockRestrictedRoomsExistSinceVersion10(RoomVersion version) {
        Branch room = withBob(version, "knock_restricted", "none");
        boolean exists = version.auth().knockRestricted();
        denied(room.checkMember(BOB, BOB, "join"));
        allowedIf(exists, authorisedJoin(room, "@alice:one.test"));
        allowedIf(exists, room.checkMember(BOB, BOB, "knock"));
        allowedIf(
                exists,
                withBob(version, "knock_restricted", "invite").checkMember(BOB, BOB, "join"));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("RV-07")
    void knockingIsForThoseOutsideOfAKnockRoomSinceVersion7(RoomVersion version) {
        for (String before : STATES) {
            boolean outside = Set.of("none", "leave", "knock").contains(before);
            allowedIf(
                    version.auth().knock() && outside,
                    withBob(version, "knock", before).checkMember(BOB, BOB, "knock"));
            denied(withBob(version, "public", before).checkMember(BOB, BOB, "knock"));
            denied(withBob(version, "invite", before).checkMember(BOB, BOB, "knock"));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void anInviteNeedsAMemberWithTheLevelAndATargetOutside(RoomVersion version) {
        for (String before : STATES) {
            Branch room = withBob(version, "invite", before);
            boolean outside = !Set.of("join", "ban").contains(before);
            allowedIf(outside, room.checkMember(ALICE, BOB, "invite"));
            denied(room.checkMember(CAROL, BOB, "invite"));
        }
        Branch room = room(version, "invite");
        room.force(ALICE, "m.room.power_levels", "", "{'invite':1}");
        room.forceMember(CAROL, CAROL, "join");
        denied(room.checkMember(CAROL, BOB, "invite"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aUserLeavesWhatTheyAreInInvitedToOrKnockingOn(RoomVersion version) {
        for (String before : STATES) {
            boolean can =
                    Set.of("join", "invite").contains(before)
                            || version.auth().knock() && before.equals("knock");
            allowedIf(can, withBob(version, "public", before).checkMember(BOB, BOB, "leave"));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aKickNeedsTheLevelAndALowerTarget(RoomVersion version) {
        Branch room = ranks(version);
        allowed(room.checkMember(CAROL, DAVE, "leave"));
        denied(room.checkMember(CAROL, BOB, "leave"));
        allowed(room.checkMember(BOB, CAROL, "leave"));
        denied(room.checkMember(DAVE, CAROL, "leave"));
        denied(room.checkMember(CAROL, ALICE, "leave"));
        room.forceMember(CAROL, CAROL, "leave");
        denied(room.checkMember(CAROL, DAVE, "leave"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aBanNeedsTheLevelAndALowerTarget(RoomVersion version) {
        Branch room = ranks(version);
        denied(room.checkMember(CAROL, DAVE, "ban"));
        allowed(room.checkMember(BOB, DAVE, "ban"));
        denied(room.checkMember(BOB, ALICE, "ban"));
        denied(room.checkMember(BOB, BOB, "ban"));
        room.forceMember(BOB, BOB, "leave");
        denied(room.checkMember(BOB, DAVE, "ban"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void anUnbanNeedsTheLevelsToKickAndToBan(RoomVersion version) {
        Branch room = ranks(version);
        room.forceMember(BOB, DAVE, "ban");
        denied(room.checkMember(CAROL, DAVE, "leave"));
        allowed(room.checkMember(BOB, DAVE, "leave"));
        room.force(
                ALICE,
                "m.room.power_levels",
                "",
                "{'kick':90,'ban':60,'users':{'@bob:two.test':70}}");
        denied(room.checkMember(BOB, DAVE, "leave"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theFirstJoinFollowsTheCreateEventAlone(RoomVersion version) {
        RoomDag dag = RoomDag.bare(version, ALICE, "{}");
        Branch late = dag.start();
        late.force(ALICE, "m.room.topic", "", "{}");
        denied(late.checkMember(ALICE, ALICE, "join"));
    }

    /// Bob may ban, Carol may kick, Dave may nothing.
    private static Branch ranks(RoomVersion version) {
        RoomDag dag = RoomDag.created(version, ALICE, "public");
        Branch room = dag.trunk();
        List.of(BOB, CAROL, DAVE).forEach(room::join);
        String levels = dag.levels(ALICE, "'@bob:two.test':70,'@carol:three.test':50");
        room.powerLevels(ALICE, "{'kick':50,'ban':60," + levels.substring(1));
        return room;
    }

    private static Branch room(RoomVersion version, String rule) {
        RoomDag dag = RoomDag.created(version, ALICE, "public");
        Branch room = dag.trunk();
        switch (rule) {
            case "absent" -> room.drop(StateKey.JOIN_RULES);
            case "broken" -> room.force(ALICE, "m.room.join_rules", "", "{'join_rule':7}");
            default -> room.joinRule(ALICE, rule);
        }
        return room;
    }

    private static Branch withBob(RoomVersion version, String rule, String membership) {
        Branch room = room(version, rule);
        if (!membership.equals("none")) {
            room.forceMember(ALICE, BOB, membership);
        }
        return room;
    }

    private static AuthResult authorisedJoin(Branch room, String authoriser) {
        return room.authorize(signed(authorisedJoinEvent(room, authoriser)));
    }

    private static Pdu authorisedJoinEvent(Branch room, String authoriser) {
        String content =
                "{'membership':'join','join_authorised_via_users_server':'" + authoriser + "'}";
        return room.make(BOB, "m.room.member", BOB.value(), content);
    }

    /// With the signatures of all the others' servers too.
    private static Pdu signed(Pdu event) {
        Pdu signed = event;
        for (UserId user : List.of(ALICE, CAROL, DAVE)) {
            signed = signed.signedBy(user.server(), TestServers.keyOf(user.server()));
        }
        return signed;
    }
}
