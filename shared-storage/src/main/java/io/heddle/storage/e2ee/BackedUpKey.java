package io.heddle.storage.e2ee;

import io.heddle.protocol.id.RoomId;

/// A session key in a backup.
///
/// @param sessionData what the backup's algorithm made of the key, as JSON
public record BackedUpKey(
        RoomId roomId,
        String sessionId,
        long firstMessageIndex,
        long forwardedCount,
        boolean isVerified,
        byte[] sessionData) {}
