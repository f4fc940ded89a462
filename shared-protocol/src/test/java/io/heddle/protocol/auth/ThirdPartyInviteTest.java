package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthAssertions.allowed;
import static io.heddle.protocol.auth.AuthAssertions.allowedIf;
import static io.heddle.protocol.auth.AuthAssertions.denied;
import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.protocol.rooms.Branch;
import io.heddle.protocol.rooms.RoomDag;
import io.heddle.protocol.rooms.TestServers;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

@Tag("RV-14")
class ThirdPartyInviteTest {
    private static final String IDENTITY_SERVER = "identity.test";
    private static final SigningKey KEY = TestServers.keyOf(ServerName.parse(IDENTITY_SERVER));
    private static final SigningKey OTHER_KEY = TestServers.keyOf(ServerName.parse("other.test"));

    static List<RoomVersion> all() {
        return RoomVersions.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSignedUserIsInvitedEvenWhenTheInviterHasLeft(RoomVersion version) {
        Branch room = room(version, publicKey(KEY));
        allowed(invite(room, signed(KEY)));
        room.forceMember(ALICE, ALICE, "leave");
        allowed(invite(room, signed(KEY)));
    }

    @Test
    void anyOfTheKeysMayHaveSigned() {
        Branch room =
                room(
                        RoomVersions.V12,
                        "{'public_key':'"
                                + KEY.verifyKey().base64()
                                + "','public_keys':[{'public_key':'not a key'},"
                                + publicKey(OTHER_KEY)
                                + "]}");
        allowed(invite(room, signed(KEY)));
        allowed(invite(room, signed(OTHER_KEY)));
    }

    @Test
    void aSignatureOfNoneOfTheKeysIsDenied() {
        Branch room = room(RoomVersions.V12, publicKey(KEY));
        String reason = "The third-party invite is not signed by any of its keys";
        denied(invite(room, signed(OTHER_KEY)), reason);
        denied(invite(room, changed(signed -> signed.put("extra", "1"))), reason);
        denied(invite(room, changed(signed -> signed.remove("signatures"))), reason);
        denied(invite(room, changed(signed -> signed.put("signatures", 1))), reason);
        denied(invite(room(RoomVersions.V12, "{}"), signed(KEY)), reason);
    }

    @Test
    void aSignatureForAnotherUserOrTokenIsDenied() {
        Branch room = room(RoomVersions.V12, publicKey(KEY));
        denied(
                invite(room, signed(KEY, CAROL.value(), "token")),
                "The third-party invite is for another user");
        denied(
                invite(room, signed(KEY, BOB.value(), "else")),
                "The room has no such third-party invite");
    }

    @Test
    void anInviteThatIsNotSignedForAUserAndATokenIsDenied() {
        Branch room = room(RoomVersions.V12, publicKey(KEY));
        String reason = "The third-party invite is not signed for a user and a token";
        denied(invite(room, changed(signed -> signed.remove("mxid"))), reason);
        denied(invite(room, changed(signed -> signed.put("token", 3))), reason);
        for (String value : List.of("{}", "1", "null", "{'signed':'x'}")) {
            String content = "{'membership':'invite','third_party_invite':" + value + "}";
            denied(room.check(ALICE, "m.room.member", BOB.value(), content), reason);
        }
    }

    @Test
    void onlyTheSenderOfTheThirdPartyInviteRedeemsIt() {
        Branch room = room(RoomVersions.V12, publicKey(KEY));
        room.join(CAROL);
        denied(invite(room, CAROL, signed(KEY)), "The third-party invite is of another sender");
    }

    @Test
    void aBannedUserIsNotInvited() {
        Branch room = room(RoomVersions.V12, publicKey(KEY));
        room.member(ALICE, BOB, "ban");
        denied(invite(room, signed(KEY)), "The user is banned from the room");
    }

    @ParameterizedTest
    @MethodSource("all")
    void whoMayInviteMaySendThirdPartyInvites(RoomVersion version) {
        Branch room = room(version, "{}");
        room.join(BOB);
        room.force(
                ALICE,
                "m.room.power_levels",
                "",
                "{'invite':5,'state_default':90,'users':{'@bob:two.test':5}}");
        allowed(room.check(BOB, "m.room.third_party_invite", "t", "{}"));
        room.join(CAROL);
        denied(room.check(CAROL, "m.room.third_party_invite", "t", "{}"));
        room.forceMember(BOB, BOB, "leave");
        allowedIf(false, room.check(BOB, "m.room.third_party_invite", "t", "{}"));
    }

    private static Branch room(RoomVersion version, String inviteContent) {
        Branch room = RoomDag.created(version, ALICE, "public").trunk();
        room.send(ALICE, "m.room.third_party_invite", "token", inviteContent);
        return room;
    }

    private static String publicKey(SigningKey key) {
        return "{'public_key':'" + key.verifyKey().base64() + "'}";
    }

    private static ObjectNode signed(SigningKey key) {
        return signed(key, BOB.value(), "token");
    }

    private static ObjectNode signed(SigningKey key, String mxid, String token) {
        ObjectNode signed = Json.object().put("mxid", mxid).put("token", token);
        return JsonSigner.sign(signed, IDENTITY_SERVER, key);
    }

    private static ObjectNode changed(Consumer<ObjectNode> change) {
        ObjectNode signed = signed(KEY);
        change.accept(signed);
        return signed;
    }

    private static AuthResult invite(Branch room, ObjectNode signed) {
        return invite(room, ALICE, signed);
    }

    private static AuthResult invite(Branch room, UserId sender, ObjectNode signed) {
        ObjectNode content = Json.object().put("membership", "invite");
        content.putObject("third_party_invite").put("display_name", "b...").set("signed", signed);
        return room.authorize(room.make(sender, "m.room.member", BOB.value(), content));
    }
}
