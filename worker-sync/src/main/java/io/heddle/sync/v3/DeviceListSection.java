package io.heddle.sync.v3;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.e2ee.DeviceListUpdates;
import io.heddle.storage.e2ee.DeviceLists;
import io.heddle.sync.live.LiveEvent;
import io.heddle.sync.live.LiveSync;
import io.heddle.sync.live.UserRoom;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Whose devices changed, and with whom the user began or ceased to share rooms. Read from storage only when somebody came
/// or went, or when memory does not reach back to the client's token.
/// https://spec.matrix.org/v1.19/client-server-api/#tracking-the-device-list-for-a-user
@Component
class DeviceListSection {
    private final LiveSync live;
    private final DeviceLists lists;

    DeviceListSection(LiveSync live, DeviceLists lists) {
        this.live = live;
        this.lists = lists;
    }

    DeviceListUpdates read(SyncContext context) {
        SyncToken since = context.request().since();
        if (since == null) {
            return DeviceListUpdates.NONE;
        }
        List<StreamRow.DeviceList> rows =
                context.mayHaveNews(StreamName.DEVICE_LISTS)
                        ? context.user()
                                .deviceListsBetween(
                                        since.position(StreamName.DEVICE_LISTS),
                                        context.now(StreamName.DEVICE_LISTS))
                        : List.of();
        if (rows == null || somebodyMoved(context)) {
            return lists.updates(context.userId(), since, context.moment().token());
        }
        Set<String> changed =
                rows.stream()
                        .map(StreamRow.DeviceList::userId)
                        .collect(Collectors.toCollection(TreeSet::new));
        return changed.isEmpty()
                ? DeviceListUpdates.NONE
                : new DeviceListUpdates(changed, Set.of());
    }

    /// Whether a membership in one of the user's rooms, or the user's own of any, changed; true when that is not known.
    private boolean somebodyMoved(SyncContext context) {
        if (!context.mayHaveNews(StreamName.EVENTS)) {
            return false;
        }
        long since = context.since(StreamName.EVENTS);
        var own = context.rooms().changesSince(since);
        if (own == null || !own.isEmpty()) {
            return true;
        }
        for (UserRoom room : context.rooms().rooms().values()) {
            if (room.isJoined() && live.events().hasNewsOf(room.roomNid(), since)) {
                List<LiveEvent> events =
                        live.events()
                                .between(room.roomNid(), since, context.now(StreamName.EVENTS));
                if (events == null
                        || events.stream().anyMatch(event -> event.row().membership() != null)) {
                    return true;
                }
            }
        }
        return since < live.events().floor();
    }
}
