package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthAssertions.versions;
import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.RoomDag;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RV-15")
class AuthEventSelectionTest {
    private static final StateKey OWN = StateKey.member("@alice:one.test");
    private static final StateKey BOB = StateKey.member("@bob:two.test");

    @Test
    void aMessageNeedsCreateLevelsAndTheSender() {
        assertThat(keys(RoomVersions.V11, "m.room.message", null, "{}"))
                .containsExactlyInAnyOrder(StateKey.CREATE, StateKey.POWER_LEVELS, OWN);
    }

    @Test
    @Tag("RV-12")
    void inVersion12TheCreateEventIsNotSelectedButStillRequired() {
        assertThat(keys(RoomVersions.V12, "m.room.topic", "", "{}"))
                .containsExactlyInAnyOrder(StateKey.POWER_LEVELS, OWN);
        var message = RoomDag.created(RoomVersions.V12, ALICE, "public").trunk().message(ALICE);
        assertThat(AuthEventSelection.requiredState(message))
                .containsExactlyInAnyOrder(StateKey.CREATE, StateKey.POWER_LEVELS, OWN);
    }

    @Test
    void theCreateEventNeedsNothing() {
        for (RoomVersion version : RoomVersions.ALL) {
            assertThat(keys(version, "m.room.create", "", "{}")).isEmpty();
            assertThat(
                            AuthEventSelection.requiredState(
                                    RoomDag.bare(version, ALICE, "{}").create()))
                    .isEmpty();
        }
    }

    @Test
    void membershipsNeedTheTargetAndToComeInTheJoinRules() {
        for (RoomVersion version : versions(1, 11)) {
            for (String membership : Set.of("join", "invite", "knock")) {
                assertThat(memberKeys(version, "{'membership':'" + membership + "'}"))
                        .containsExactlyInAnyOrder(
                                StateKey.CREATE,
                                StateKey.POWER_LEVELS,
                                OWN,
                                BOB,
                                StateKey.JOIN_RULES);
            }
            for (String content : Set.of("{'membership':'leave'}", "{'membership':'ban'}", "{}")) {
                assertThat(memberKeys(version, content))
                        .containsExactlyInAnyOrder(
                                StateKey.CREATE, StateKey.POWER_LEVELS, OWN, BOB);
            }
        }
    }

    @Test
    void anInviteByAddressNeedsTheThirdPartyInviteOfItsToken() {
        StateKey invite = new StateKey("m.room.third_party_invite", "token");
        String signed = "'third_party_invite':{'signed':{'token':'token'}}";
        assertThat(memberKeys(RoomVersions.V10, "{'membership':'invite'," + signed + "}"))
                .contains(invite);
        assertThat(memberKeys(RoomVersions.V10, "{'membership':'join'," + signed + "}"))
                .doesNotContain(invite);
        for (String broken : Set.of("1", "{}", "{'signed':1}", "{'signed':{'token':5}}")) {
            String content = "{'membership':'invite','third_party_invite':" + broken + "}";
            assertThat(memberKeys(RoomVersions.V10, content)).hasSize(5);
        }
    }

    @Test
    @Tag("RV-08")
    void aRestrictedJoinNeedsItsAuthoriserSinceVersion8() {
        StateKey carol = StateKey.member("@carol:three.test");
        String authorised = "'join_authorised_via_users_server':'@carol:three.test'}";
        for (RoomVersion version : RoomVersions.ALL) {
            assertThat(memberKeys(version, "{'membership':'join'," + authorised).contains(carol))
                    .as(version.id())
                    .isEqualTo(version.auth().restricted());
            assertThat(memberKeys(version, "{'membership':'invite'," + authorised))
                    .doesNotContain(carol);
        }
    }

    private static Set<StateKey> memberKeys(RoomVersion version, String content) {
        return keys(version, "m.room.member", "@bob:two.test", content);
    }

    private static Set<StateKey> keys(
            RoomVersion version, String type, @Nullable String stateKey, String content) {
        return new TreeSet<>(
                AuthEventSelection.keysFor(type, stateKey, ALICE, RoomDag.json(content), version));
    }
}
