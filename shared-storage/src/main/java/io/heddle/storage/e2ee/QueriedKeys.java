package io.heddle.storage.e2ee;

import io.heddle.protocol.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// Keys of users: trees that the holder may change.
///
/// @param devices user id → device id → keys
/// @param masterKeys user id → key, as the other two
public record QueriedKeys(
        ObjectNode devices,
        ObjectNode masterKeys,
        ObjectNode selfSigningKeys,
        ObjectNode userSigningKeys) {

    static QueriedKeys empty() {
        return new QueriedKeys(Json.object(), Json.object(), Json.object(), Json.object());
    }

    public ObjectNode crossSigning(CrossSigningUsage usage) {
        return switch (usage) {
            case MASTER -> masterKeys;
            case SELF_SIGNING -> selfSigningKeys;
            case USER_SIGNING -> userSigningKeys;
        };
    }
}
