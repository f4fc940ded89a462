package io.heddle.protocol.crypto;

import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Signatures of JSON objects; they cover everything but `signatures` and `unsigned`.
/// https://spec.matrix.org/v1.19/appendices/#signing-json
public final class JsonSigner {
    private static final Set<String> NOT_COVERED = Set.of("signatures", "unsigned");

    private JsonSigner() {}

    /// Adds a signature to the object itself, beside those it has, and returns it.
    public static ObjectNode sign(ObjectNode object, String signer, SigningKey key) {
        byte[] signature = key.sign(signedBytes(object));
        put(object, signer, key.keyId(), signature);
        return object;
    }

    /// Whether the object holds a valid signature of the signer by the key; false for anything malformed.
    public static boolean verify(ObjectNode object, String signer, VerifyKey key) {
        byte[] signature = signature(object, signer, key.keyId());
        if (signature == null) {
            return false;
        }
        try {
            return key.verify(signedBytes(object), signature);
        } catch (CanonicalJsonException e) {
            return false;
        }
    }

    /// The bytes that a signature of the object covers.
    public static byte[] signedBytes(ObjectNode object) {
        return CanonicalJson.encodeWithout(object, NOT_COVERED);
    }

    /// The ids of the Ed25519 keys under which the object says to be signed by a signer.
    public static List<String> keyIds(ObjectNode object, String signer) {
        ObjectNode signatures = Json.object(Json.object(object, "signatures"), signer);
        List<String> ids = new ArrayList<>();
        if (signatures != null) {
            for (String id : signatures.propertyNames()) {
                if (KeyIds.isEd25519(id)) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /// A signature as bytes; null when there is none or it is not base64.
    public static byte @Nullable [] signature(ObjectNode object, String signer, String keyId) {
        String base64 = Json.string(Json.object(Json.object(object, "signatures"), signer), keyId);
        if (base64 == null) {
            return null;
        }
        try {
            return UnpaddedBase64.decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Stores a signature in the object.
    public static void put(ObjectNode object, String signer, String keyId, byte[] signature) {
        ObjectNode signatures = child(object, "signatures");
        child(signatures, signer).put(keyId, UnpaddedBase64.encode(signature));
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        ObjectNode existing = Json.object(parent, name);
        return existing != null ? existing : parent.putObject(name);
    }
}
