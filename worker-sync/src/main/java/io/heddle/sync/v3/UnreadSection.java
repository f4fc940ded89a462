package io.heddle.sync.v3;

import io.heddle.replication.stream.StreamName;
import io.heddle.storage.push.UnreadCounts.Count;
import io.heddle.storage.push.UnreadCounts.Unread;
import io.heddle.sync.json.JsonOut;
import io.heddle.sync.room.UnreadTallies;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// How much the user has not read. https://spec.matrix.org/v1.19/client-server-api/#receiving-notifications
@Component
class UnreadSection {
    private static final Unread NOTHING = new Unread(new Count(0, 0), Map.of());

    private final UnreadTallies tallies;

    UnreadSection(UnreadTallies tallies) {
        this.tallies = tallies;
    }

    /// The counts of the rooms in the answer, by room number.
    Map<Long, Unread> of(List<RoomDraft> joined, SyncContext context) {
        return joined.isEmpty()
                ? Map.of()
                : tallies.of(
                        context.userId(),
                        joined.stream().map(RoomDraft::room).toList(),
                        context.now(StreamName.EVENTS),
                        context.now(StreamName.RECEIPTS));
    }

    /// @param byThread threads are counted apart; else all counts together are those of the room
    static void write(JsonOut out, Map<Long, Unread> counts, long room, boolean byThread) {
        Unread unread = counts.getOrDefault(room, NOTHING);
        out.name("unread_notifications");
        write(out, byThread ? unread.main() : unread.total());
        if (byThread) {
            writeThreads(out, unread.threads());
        }
    }

    private static void writeThreads(JsonOut out, Map<String, Count> threads) {
        if (threads.values().stream().noneMatch(UnreadSection::isUnread)) {
            return;
        }
        out.name("unread_thread_notifications").beginObject();
        threads.forEach((root, count) -> {
            if (isUnread(count)) {
                write(out.name(root), count);
            }
        });
        out.endObject();
    }

    private static boolean isUnread(Count count) {
        return count.notifications() > 0 || count.highlights() > 0;
    }

    private static void write(JsonOut out, Count count) {
        out.beginObject();
        out.name("notification_count").value(Math.max(0, count.notifications()));
        out.name("highlight_count").value(Math.max(0, count.highlights()));
        out.endObject();
    }
}
