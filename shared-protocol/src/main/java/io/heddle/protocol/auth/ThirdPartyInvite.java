package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthResult.denied;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An invitation that goes back to an `m.room.third_party_invite`: the invited user proves with the signature of the
/// identity server that the address is theirs. https://spec.matrix.org/v1.19/server-server-api/#third-party-invites
final class ThirdPartyInvite {
    static final String TYPE = "m.room.third_party_invite";

    /// An event has room for more keys and signatures than anybody should have to check.
    private static final int MOST_CHECKS = 100;

    private ThirdPartyInvite() {}

    static @Nullable String token(ObjectNode memberContent) {
        return Json.string(signed(memberContent), "token");
    }

    static AuthResult check(AuthInput input, UserId target) {
        Pdu event = input.event();
        ObjectNode signed = signed(event.content());
        String mxid = Json.string(signed, "mxid");
        String token = Json.string(signed, "token");
        if (signed == null || mxid == null || token == null) {
            return denied("The third-party invite is not signed for a user and a token");
        }
        if (!mxid.equals(target.value())) {
            return denied("The third-party invite is for another user");
        }
        Pdu invite = input.state(new StateKey(TYPE, token));
        if (invite == null) {
            return denied("The room has no such third-party invite");
        }
        if (!invite.sender().equals(event.sender())) {
            return denied("The third-party invite is of another sender");
        }
        return isSigned(signed, publicKeys(invite.content()))
                ? AuthResult.ALLOWED
                : denied("The third-party invite is not signed by any of its keys");
    }

    private static @Nullable ObjectNode signed(ObjectNode memberContent) {
        return Json.object(Json.object(memberContent, "third_party_invite"), "signed");
    }

    private static List<String> publicKeys(ObjectNode inviteContent) {
        List<String> keys = new ArrayList<>();
        addKey(keys, inviteContent);
        ArrayNode more = Json.array(inviteContent, "public_keys");
        if (more != null) {
            more.forEach(key -> addKey(keys, key));
        }
        return keys;
    }

    private static void addKey(List<String> keys, JsonNode holder) {
        String key = Json.string(holder, "public_key");
        if (key != null) {
            keys.add(key);
        }
    }

    private static boolean isSigned(ObjectNode signed, List<String> publicKeys) {
        ObjectNode signatures = Json.object(signed, "signatures");
        if (signatures == null) {
            return false;
        }
        int checks = 0;
        for (String signer : signatures.propertyNames()) {
            for (String keyId : JsonSigner.keyIds(signed, signer)) {
                for (String publicKey : publicKeys) {
                    if (++checks > MOST_CHECKS) {
                        return false;
                    }
                    if (verifies(signed, signer, keyId, publicKey)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean verifies(
            ObjectNode signed, String signer, String keyId, String publicKey) {
        try {
            VerifyKey key = new VerifyKey(keyId, UnpaddedBase64.decode(publicKey));
            return JsonSigner.verify(signed, signer, key);
        } catch (IllegalArgumentException notAKey) {
            return false;
        }
    }
}
