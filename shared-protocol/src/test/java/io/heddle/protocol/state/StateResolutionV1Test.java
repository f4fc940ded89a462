package io.heddle.protocol.state;

import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RV-01")
class StateResolutionV1Test {
    private final RoomDag dag = RoomDag.created(RoomVersions.V1, ALICE, "public");
    private Branch left = dag.trunk();
    private Branch right = dag.trunk();

    @BeforeEach
    void fork() {
        dag.trunk().join(BOB);
        dag.trunk().powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':50"));
        left = dag.trunk().fork();
        right = dag.trunk().fork();
    }

    @Test
    void theDeepestAllowedTopicWins() {
        left.topic(ALICE, "shallow");
        right.message(ALICE);
        EventId deep = right.topic(BOB, "deep").eventId();
        assertThat(left.merge(right).get("m.room.topic", "")).isEqualTo(deep);
    }

    @Test
    void aTopicThatThePowerLevelsForbidLoses() {
        EventId shallow = left.topic(ALICE, "shallow").eventId();
        left.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':0"));
        right.message(ALICE);
        right.topic(BOB, "deep");
        assertThat(left.merge(right).get("m.room.topic", "")).isEqualTo(shallow);
    }

    @Test
    void whereNoTopicIsAllowedTheShallowestStays() {
        EventId shallow = left.topic(BOB, "shallow").eventId();
        left.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':0"));
        right.message(ALICE);
        right.topic(BOB, "deep");
        assertThat(left.merge(right).get("m.room.topic", "")).isEqualTo(shallow);
    }

    @Test
    void powerLevelsFollowEachOtherByDepthUntilOneIsNotAllowed() {
        EventId demoted = left.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':0")).eventId();
        right.message(ALICE);
        right.powerLevels(BOB, dag.levels(ALICE, "'@bob:two.test':50,'@carol:three.test':50"));
        assertThat(left.merge(right).get("m.room.power_levels", "")).isEqualTo(demoted);
    }

    @Test
    void aDeeperPowerLevelsEventThatTheShallowerAllowsReplacesIt() {
        left.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':60"));
        right.message(ALICE);
        EventId deeper =
                right.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':70")).eventId();
        assertThat(left.merge(right).get("m.room.power_levels", "")).isEqualTo(deeper);
    }

    /// By the rules of the left, which are deeper and settled first, Carol's deeper join is not allowed.
    @Test
    void joinRulesAreSettledBeforeMembers() {
        EventId invited = left.member(ALICE, CAROL, "invite").eventId();
        EventId removed = left.member(ALICE, CAROL, "leave").eventId();
        left.message(ALICE);
        EventId closed = left.joinRule(ALICE, "invite").eventId();
        right.joinRule(ALICE, "public");
        right.message(ALICE);
        right.join(CAROL);
        Branch merged = left.merge(right);
        assertThat(merged.get("m.room.join_rules", "")).isEqualTo(closed);
        assertThat(merged.get(CAROL)).isEqualTo(removed).isNotEqualTo(invited);
    }

    @Test
    void aKeyThatOnlyOneSideHasIsNoConflict() {
        EventId topic = left.topic(ALICE, "only here").eventId();
        EventId carol = right.join(CAROL).eventId();
        Branch merged = left.merge(right);
        assertThat(merged.get("m.room.topic", "")).isEqualTo(topic);
        assertThat(merged.get(CAROL)).isEqualTo(carol);
    }

    @Test
    void atTheSameDepthTheSmallerSha1OfTheEventIdWins() throws Exception {
        Pdu one = left.topic(ALICE, "one");
        Pdu two = right.topic(ALICE, "two");
        assertThat(one.depth()).isEqualTo(two.depth());
        Pdu expected = sha1(one).compareTo(sha1(two)) < 0 ? one : two;
        assertThat(left.merge(right).get("m.room.topic", "")).isEqualTo(expected.eventId());
    }

    @Test
    void anEventThatNobodyKnowsIsPassedOver() {
        Pdu lost = left.topic(ALICE, "lost");
        EventId kept = right.topic(BOB, "kept").eventId();
        dag.remove(lost);
        assertThat(left.merge(right).get("m.room.topic", "")).isEqualTo(kept);
    }

    private static BigInteger sha1(Pdu event) throws Exception {
        byte[] id = event.eventId().value().getBytes(StandardCharsets.UTF_8);
        return new BigInteger(1, MessageDigest.getInstance("SHA-1").digest(id));
    }
}
