package io.heddle.storage.delayed;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An event that waits for its time.
///
/// @param stateKey null for a message event
/// @param originServerTs the time an application service claims for it; null for none
/// @param delayMs how long it was to wait; restarting it begins this anew
/// @param sendTs when its time comes, in milliseconds since 1970
/// @param stickyMs for how long it will be sticky; null for not at all
/// @param attempts how often sending it failed
public record DelayedEvent(
        String delayId,
        UserId userId,
        @Nullable String deviceId,
        long roomNid,
        String type,
        @Nullable String stateKey,
        @Nullable Long originServerTs,
        ObjectNode content,
        long delayMs,
        long sendTs,
        @Nullable Long stickyMs,
        int attempts) {

    public long runningSince() {
        return sendTs - delayMs;
    }
}
