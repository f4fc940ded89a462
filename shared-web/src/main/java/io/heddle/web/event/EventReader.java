package io.heddle.web.event;

import io.heddle.protocol.filter.SyncEventFormat;
import io.heddle.protocol.id.UserId;
import io.heddle.web.auth.Requester;
import org.jspecify.annotations.Nullable;

/// For whom events are formatted, and how.
///
/// @param deviceId the device whose transaction ids are told; null for none
/// @param roomId whether events name their room; a sync says it elsewhere
/// @param aggregations whether what relates to an event is bundled with it
/// @param format for clients, or as servers exchange events
public record EventReader(
        UserId user,
        @Nullable String deviceId,
        boolean roomId,
        boolean aggregations,
        SyncEventFormat format) {

    /// Events that name their room, with aggregations: what most endpoints answer.
    public static EventReader of(Requester requester) {
        return new EventReader(
                requester.userId(), requester.deviceId(), true, true, SyncEventFormat.CLIENT);
    }

    public EventReader withoutRoomId() {
        return new EventReader(user, deviceId, false, aggregations, format);
    }

    public EventReader withoutAggregations() {
        return new EventReader(user, deviceId, roomId, false, format);
    }

    public EventReader in(SyncEventFormat other) {
        return new EventReader(user, deviceId, roomId, aggregations, other);
    }
}
