package io.heddle.protocol.event;

import io.heddle.protocol.crypto.Sha256;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.protocol.json.Json;
import java.security.MessageDigest;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The hash of a whole event, which shows whether it was redacted on its way.
/// https://spec.matrix.org/v1.19/server-server-api/#calculating-the-content-hash-for-an-event
public final class ContentHash {
    private static final Set<String> NOT_COVERED = Set.of("unsigned", "signatures", "hashes");

    private ContentHash() {}

    /// SHA-256 of the event without `unsigned`, `signatures` and `hashes`.
    public static byte[] compute(ObjectNode event) {
        return Sha256.hash(CanonicalJson.encodeWithout(event, NOT_COVERED));
    }

    public static boolean matches(Pdu event) {
        return matches(event.json());
    }

    /// Whether `hashes.sha256` is the hash of the event; false when there is none.
    public static boolean matches(ObjectNode event) {
        String claimed = Json.string(Json.object(event, "hashes"), "sha256");
        if (claimed == null) {
            return false;
        }
        try {
            return MessageDigest.isEqual(UnpaddedBase64.decode(claimed), compute(event));
        } catch (IllegalArgumentException | CanonicalJsonException e) {
            return false;
        }
    }
}
