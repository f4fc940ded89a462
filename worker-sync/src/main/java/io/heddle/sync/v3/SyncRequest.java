package io.heddle.sync.v3;

import io.heddle.protocol.filter.Filter;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.SyncToken;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a client asks of `/sync`.
///
/// @param deviceId null for application services without a device
/// @param since null for an initial sync
/// @param fullState wants all state of the rooms even so
record SyncRequest(
        UserId user,
        @Nullable String deviceId,
        @Nullable SyncToken since,
        Filter filter,
        boolean fullState,
        StateMode stateMode,
        Duration timeout) {

    /// Which state of rooms is told, and under which key.
    enum StateMode {
        BEFORE_TIMELINE("state"),
        AFTER_TIMELINE("state_after"),
        AFTER_TIMELINE_UNSTABLE("org.matrix.msc4222.state_after");

        private final String key;

        StateMode(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        boolean isAfter() {
            return this != BEFORE_TIMELINE;
        }
    }

    /// The answer comes at once, with or without news.
    boolean answersAtOnce() {
        return since == null || fullState || timeout.isZero();
    }
}
