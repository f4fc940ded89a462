package io.heddle.protocol.event;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.Sha256;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import tools.jackson.databind.node.ObjectNode;

/// Hashes and signatures of events. https://spec.matrix.org/v1.19/server-server-api/#signing-events
public final class EventSigner {
    private EventSigner() {}

    /// Completes an event that has everything but hashes, signatures and id, such as a filled-in template of
    /// `make_join`, and checks it like one from outside. The given object is left alone.
    public static Pdu hashAndSign(
            ObjectNode proto, RoomVersion version, ServerName server, SigningKey key) {
        ObjectNode event = Json.object();
        event.setAll(proto);
        event.remove("unsigned");
        event.remove("signatures");
        try {
            return complete(event, version, server, key);
        } catch (CanonicalJsonException e) {
            throw InvalidEventException.badJson(String.valueOf(e.getMessage()));
        }
    }

    /// Whether the event carries a valid signature of the server by the key, over its redacted form.
    public static boolean verify(Pdu event, ServerName server, VerifyKey key) {
        byte[] signature = JsonSigner.signature(event.json(), server.value(), key.keyId());
        return signature != null && key.verify(event.essence(), signature);
    }

    private static Pdu complete(
            ObjectNode event, RoomVersion version, ServerName server, SigningKey key) {
        if (!version.eventFormat().isHashed() && !event.has("event_id")) {
            event.put("event_id", newId(event, server));
        }
        byte[] essence = seal(event, version, server, key);
        EventId id =
                version.eventFormat().isHashed()
                        ? EventIds.ofHash(Sha256.hash(essence), version.eventFormat())
                        : null;
        return EventParser.check(event, version, id);
    }

    /// Puts content hash and signature into an event; returns what the signature covers.
    static byte[] seal(ObjectNode event, RoomVersion version, ServerName server, SigningKey key) {
        event.putObject("hashes").put("sha256", UnpaddedBase64.encode(ContentHash.compute(event)));
        byte[] essence = EventIds.essence(event, version);
        JsonSigner.put(event, server.value(), key.keyId(), key.sign(essence));
        return essence;
    }

    /// An id with a domain. It comes from the event's own hash, so that the same event gets the same id again.
    private static String newId(ObjectNode event, ServerName server) {
        return "$"
                + UnpaddedBase64.encodeUrlSafe(ContentHash.compute(event))
                + ":"
                + server.value();
    }
}
