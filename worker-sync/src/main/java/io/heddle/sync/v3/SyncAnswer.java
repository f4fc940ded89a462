package io.heddle.sync.v3;

import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.e2ee.DeviceListUpdates;
import io.heddle.storage.e2ee.ToDeviceMessage;
import io.heddle.sync.v3.ProfileSection.ProfileNews;
import io.heddle.sync.v3.StrippedRooms.Stripped;
import java.util.List;

/// What goes into an answer, before it is written. Lists of bytes are events as JSON.
record SyncAnswer(
        SyncToken next,
        List<RoomDraft> joined,
        List<Stripped> invited,
        List<Stripped> knocked,
        List<RoomDraft> left,
        List<byte[]> accountData,
        List<byte[]> presence,
        List<ToDeviceMessage> toDevice,
        DeviceListUpdates deviceLists,
        ProfileNews profiles) {

    /// Nothing that is worth waking a client for.
    boolean isEmpty() {
        return joined.isEmpty()
                && invited.isEmpty()
                && knocked.isEmpty()
                && left.isEmpty()
                && accountData.isEmpty()
                && presence.isEmpty()
                && toDevice.isEmpty()
                && deviceLists.isEmpty()
                && profiles.isEmpty();
    }

    static SyncAnswer nothing(SyncToken next) {
        return new SyncAnswer(
                next,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                DeviceListUpdates.NONE,
                ProfileNews.NONE);
    }
}
