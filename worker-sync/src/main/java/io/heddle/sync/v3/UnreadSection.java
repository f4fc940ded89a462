package io.heddle.sync.v3;

import io.heddle.storage.push.UnreadCounts;
import io.heddle.storage.push.UnreadCounts.Count;
import io.heddle.storage.push.UnreadCounts.Unread;
import io.heddle.sync.json.JsonOut;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// How much the user has not read. https://spec.matrix.org/v1.19/client-server-api/#receiving-notifications
@Component
class UnreadSection {
    private static final Unread NOTHING = new Unread(new Count(0, 0), Map.of());

    private final UnreadCounts counts;

    UnreadSection(UnreadCounts counts) {
        this.counts = counts;
    }

    /// The counts of the rooms in the answer, by room number.
    Map<Long, Unread> of(List<RoomDraft> joined, SyncContext context) {
        return joined.isEmpty()
                ? Map.of()
                : counts.of(context.userId(), joined.stream().map(RoomDraft::nid).toList());
    }

    /// @param byThread threads are counted apart; else all counts together are those of the room
    static void write(JsonOut out, Map<Long, Unread> counts, long room, boolean byThread) {
        Unread unread = counts.getOrDefault(room, NOTHING);
        out.name("unread_notifications");
        write(out, byThread ? unread.main() : unread.total());
        if (byThread && !unread.threads().isEmpty()) {
            out.name("unread_thread_notifications").beginObject();
            unread.threads().forEach((root, count) -> write(out.name(root), count));
            out.endObject();
        }
    }

    private static void write(JsonOut out, Count count) {
        out.beginObject();
        out.name("notification_count").value(Math.max(0, count.notifications()));
        out.name("highlight_count").value(Math.max(0, count.highlights()));
        out.endObject();
    }
}
