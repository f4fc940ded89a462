package io.heddle.protocol.event;

import io.heddle.protocol.crypto.Sha256;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.room.EventFormat;
import io.heddle.protocol.room.RoomVersion;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Reference hashes and the event ids made of them.
/// https://spec.matrix.org/v1.19/server-server-api/#calculating-the-reference-hash-for-an-event
public final class EventIds {
    private static final Set<String> NOT_COVERED = Set.of("signatures", "unsigned");

    private EventIds() {}

    public static byte[] referenceHash(ObjectNode event, RoomVersion version) {
        return Sha256.hash(essence(event, version));
    }

    /// The id of an event in a format whose ids are hashes.
    public static EventId compute(ObjectNode event, RoomVersion version) {
        return ofHash(referenceHash(event, version), version.eventFormat());
    }

    /// What the reference hash and every signature cover: the redacted event without `signatures` and `unsigned`.
    static byte[] essence(ObjectNode event, RoomVersion version) {
        return CanonicalJson.encodeWithout(Redaction.redact(event, version), NOT_COVERED);
    }

    static EventId ofHash(byte[] hash, EventFormat format) {
        return switch (format) {
            case V1 -> throw new IllegalArgumentException("Ids of this format are no hashes");
            case V3 -> new EventId("$" + UnpaddedBase64.encode(hash));
            case V4 -> new EventId("$" + UnpaddedBase64.encodeUrlSafe(hash));
        };
    }
}
