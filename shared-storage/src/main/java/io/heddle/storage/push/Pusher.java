package io.heddle.storage.push;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Where a user's notifications are pushed to.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3pushers
///
/// @param kind `http` or `email`
/// @param data for `http` at least `url`
/// @param deviceId the device whose session made it
public record Pusher(
        String userId,
        String appId,
        String pushkey,
        String kind,
        String appDisplayName,
        String deviceDisplayName,
        @Nullable String profileTag,
        String lang,
        ObjectNode data,
        @Nullable String deviceId,
        long tokenId,
        boolean enabled,
        long createdTs) {}
