package io.heddle.sync.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamRow.Tally;
import io.heddle.storage.push.UnreadCounts;
import io.heddle.storage.push.UnreadCounts.Count;
import io.heddle.storage.push.UnreadCounts.Counted;
import io.heddle.storage.push.UnreadCounts.Unread;
import io.heddle.sync.live.LiveEvent;
import io.heddle.sync.live.LiveSync;
import io.heddle.sync.live.UserRoom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Unread counts kept up as events come, so that they are read from storage only after the user has read or written
/// something, or something was redacted. https://spec.matrix.org/v1.19/client-server-api/#receiving-notifications
@Component
public class UnreadTallies implements MeasuredCaches {
    private static final int MAX_COUNTS = 300_000;
    private static final Tally.Difference NONE = new Tally.Difference(0, 0);

    private final UnreadCounts storage;
    private final LiveSync live;
    private final Cache<Key, Known> known =
            Caffeine.newBuilder().maximumSize(MAX_COUNTS).recordStats().build();

    UnreadTallies(UnreadCounts storage, LiveSync live) {
        this.storage = storage;
        this.live = live;
    }

    private record Key(String userId, long roomNid) {}

    /// @param asOf all events of the room up to this position of the stream are counted, and none after it
    /// @param receipts the user's receipts up to this position of their stream are taken into account
    private record Known(Unread unread, long asOf, long receipts) {}

    /// The user's counts of rooms they are joined to, by number, as of these positions or a little later.
    public Map<Long, Unread> of(
            UserId user, Collection<UserRoom> rooms, long events, long receipts) {
        Map<Long, Unread> counts = new HashMap<>();
        List<Long> missing = new ArrayList<>();
        for (UserRoom room : rooms) {
            Key key = new Key(user.value(), room.roomNid());
            Known before = known.getIfPresent(key);
            Known now = before == null ? null : advanced(before, user, room, events, receipts);
            if (now == null) {
                missing.add(room.roomNid());
            } else {
                if (now != before) {
                    known.put(key, now);
                }
                counts.put(room.roomNid(), now.unread());
            }
        }
        if (!missing.isEmpty()) {
            read(user, missing, receipts).forEach((room, now) -> counts.put(room, now.unread()));
        }
        return counts;
    }

    private Map<Long, Known> read(UserId user, List<Long> rooms, long receipts) {
        Map<Long, Known> read = new HashMap<>();
        for (Map.Entry<Long, Counted> entry : storage.counted(user, rooms).entrySet()) {
            Counted counted = entry.getValue();
            Known now = new Known(counted.unread(), counted.asOf(), receipts);
            known.put(new Key(user.value(), entry.getKey()), now);
            read.put(entry.getKey(), now);
        }
        return read;
    }

    /// What the counts have become by what is in memory; null when storage must be asked.
    private @Nullable Known advanced(
            Known before, UserId user, UserRoom room, long events, long receipts) {
        if (hasRead(before, user, room, receipts)) {
            return null;
        }
        if (before.asOf() >= events) {
            return before;
        }
        List<LiveEvent> since = live.events().between(room.roomNid(), before.asOf(), events);
        if (since == null) {
            return null;
        }
        Unread unread = before.unread();
        for (LiveEvent event : since) {
            Tally tally = event.row().tally();
            if (tally == null
                    || event.row().redacts() != null
                    || event.row().sender().equals(user.value())) {
                return null;
            }
            unread = add(unread, tally, user.value());
        }
        return since.isEmpty() && before.receipts() >= receipts
                ? before
                : new Known(unread, events, Math.max(before.receipts(), receipts));
    }

    private boolean hasRead(Known before, UserId user, UserRoom room, long receipts) {
        if (before.receipts() >= receipts) {
            return false;
        }
        List<StreamRow.Receipt> rows =
                live.receipts().between(room.roomId().value(), before.receipts(), receipts);
        return rows == null || rows.stream().anyMatch(row -> row.userId().equals(user.value()));
    }

    private static Unread add(Unread unread, Tally tally, String user) {
        Tally.Difference own = tally.exceptions().getOrDefault(user, NONE);
        int notify = (tally.notifies() ? 1 : 0) + own.notified();
        int highlight = (tally.highlights() ? 1 : 0) + own.highlighted();
        if (notify == 0 && highlight == 0) {
            return unread;
        }
        if (tally.threadRoot() == null) {
            return new Unread(sum(unread.main(), notify, highlight), unread.threads());
        }
        Map<String, Count> threads = new HashMap<>(unread.threads());
        threads.merge(
                tally.threadRoot(),
                new Count(notify, highlight),
                (count, more) -> sum(count, notify, highlight));
        return new Unread(unread.main(), threads);
    }

    private static Count sum(Count count, int notify, int highlight) {
        return new Count(count.notifications() + notify, count.highlights() + highlight);
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("sync_unread_counts", known);
    }
}
