package io.heddle.client.keys;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.CrossSigningKeys;
import io.heddle.storage.e2ee.CrossSigningKeys.NewKey;
import io.heddle.storage.e2ee.CrossSigningUsage;
import io.heddle.storage.e2ee.KeyQueries;
import io.heddle.web.auth.Requester;
import io.heddle.web.uia.InteractiveAuth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes a user's cross-signing keys: the first ones freely, others once the user has proved who they are.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysdevice_signingupload
@Service
class CrossSigningUpload {
    private final CrossSigningKeys keys;
    private final InteractiveAuth interactive;

    CrossSigningUpload(CrossSigningKeys keys, InteractiveAuth interactive) {
        this.keys = keys;
        this.interactive = interactive;
    }

    void upload(Requester requester, ServerHttpRequest request, ObjectNode body) {
        UserId user = requester.userId();
        Map<CrossSigningUsage, ObjectNode> stored = keys.find(user);
        Map<CrossSigningUsage, ObjectNode> given = given(body);
        boolean resuming = given.isEmpty() && body.has("auth");
        if (!resuming && isNothingNew(given, stored)) {
            return;
        }
        boolean proved = requester.appService() != null;
        if (!proved && keys.needsProof(user)) {
            given = given(interactive.confirm(requester, request, body));
            proved = true;
        }
        Map<CrossSigningUsage, NewKey> checked = checked(user, given, stored);
        if (!keys.put(user, checked, proved)) {
            interactive.confirm(requester, request, body);
            keys.put(user, checked, true);
        }
    }

    private static Map<CrossSigningUsage, ObjectNode> given(ObjectNode body) {
        Map<CrossSigningUsage, ObjectNode> given = new EnumMap<>(CrossSigningUsage.class);
        for (CrossSigningUsage usage : CrossSigningUsage.values()) {
            JsonNode key = body.get(usage.field());
            if (key instanceof ObjectNode object) {
                given.put(usage, object);
            } else if (key != null && !key.isNull()) {
                throw MatrixException.badJson(usage.field() + " must be an object");
            }
        }
        return given;
    }

    private static boolean isNothingNew(
            Map<CrossSigningUsage, ObjectNode> given, Map<CrossSigningUsage, ObjectNode> stored) {
        return stored.containsKey(CrossSigningUsage.MASTER)
                && given.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(stored.get(entry.getKey())));
    }

    private static Map<CrossSigningUsage, NewKey> checked(
            UserId user,
            Map<CrossSigningUsage, ObjectNode> given,
            Map<CrossSigningUsage, ObjectNode> stored) {
        ObjectNode master =
                given.getOrDefault(CrossSigningUsage.MASTER, stored.get(CrossSigningUsage.MASTER));
        if (master == null) {
            throw new MatrixException(400, "M_MISSING_PARAM", "No master key available");
        }
        VerifyKey masterKey = verifyKey(CrossSigningUsage.MASTER, master);
        Map<CrossSigningUsage, NewKey> checked = new EnumMap<>(CrossSigningUsage.class);
        given.forEach((usage, key) -> {
            check(user, usage, key, masterKey);
            checked.put(
                    usage,
                    new NewKey(
                            String.valueOf(KeyQueries.publicKey(key)),
                            KeyUploadBody.canonical(key)));
        });
        return checked;
    }

    private static void check(
            UserId user, CrossSigningUsage usage, ObjectNode key, VerifyKey master) {
        List<String> usages = Json.strings(key, "usage");
        if (!user.value().equals(Json.string(key, "user_id"))
                || usages == null
                || !usages.contains(usage.key())) {
            throw invalid(usage);
        }
        verifyKey(usage, key);
        if (usage != CrossSigningUsage.MASTER && !JsonSigner.verify(key, user.value(), master)) {
            throw new MatrixException(
                    400, "M_INVALID_SIGNATURE", "Invalid signature on " + usage.field());
        }
    }

    private static VerifyKey verifyKey(CrossSigningUsage usage, ObjectNode key) {
        return SigningKeys.only(key).orElseThrow(() -> invalid(usage));
    }

    private static MatrixException invalid(CrossSigningUsage usage) {
        return MatrixException.invalidParam("Invalid " + usage.field());
    }
}
