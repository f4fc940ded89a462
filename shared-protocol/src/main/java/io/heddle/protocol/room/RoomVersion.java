package io.heddle.protocol.room;

import io.heddle.protocol.json.CanonicalJson;

/// The rules of a room version as data: code asks for a rule and never compares versions.
/// https://spec.matrix.org/v1.19/rooms/
///
/// @param strictJson events must be canonical JSON: integers within ±(2^53 - 1), no floats (6 and later)
/// @param enforcesKeyValidity a signing key must be valid at the event's `origin_server_ts` (5 and later)
/// @param redactsInContent m.room.redaction names its target in `content.redacts`, not at the top level (11 and later)
public record RoomVersion(
        String id,
        boolean stable,
        StateResolution stateResolution,
        EventFormat eventFormat,
        RedactionRules redaction,
        AuthRules auth,
        boolean strictJson,
        boolean enforcesKeyValidity,
        boolean redactsInContent) {

    /// The largest `depth` of an event.
    public long maxDepth() {
        return strictJson ? CanonicalJson.MAX_INTEGER : Long.MAX_VALUE;
    }

    /// Whether room ids are the hash of the create event, without a domain.
    public boolean roomIdIsCreateHash() {
        return auth.roomIdIsCreateHash();
    }

    @Override
    public String toString() {
        return id;
    }
}
