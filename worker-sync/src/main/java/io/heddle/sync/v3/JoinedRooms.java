package io.heddle.sync.v3;

import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.filter.RoomFilter;
import io.heddle.replication.ephemeral.TypingUsers;
import io.heddle.replication.stream.StreamName;
import io.heddle.sync.live.LiveSync;
import io.heddle.sync.live.UserRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Picks the joined rooms that go into an answer, before anything of them is read.
@Component
class JoinedRooms {
    private final LiveSync live;
    private final TypingUsers typing;

    JoinedRooms(LiveSync live, TypingUsers typing) {
        this.live = live;
        this.typing = typing;
    }

    /// One draft for each room that may have news. An initial or full sync takes all rooms.
    ///
    /// @param told rooms with other news, such as account data, by number
    List<RoomDraft> drafts(SyncContext context, Set<Long> newlyJoined, Set<Long> told) {
        boolean all = context.isInitial() || context.request().fullState();
        News news = new News(context);
        List<RoomDraft> drafts = new ArrayList<>();
        for (UserRoom room : context.rooms().rooms().values()) {
            if (!room.isJoined() || !wanted(context.filter().room(), room)) {
                continue;
            }
            boolean entered = newlyJoined.contains(room.roomNid());
            if (all || entered || told.contains(room.roomNid()) || news.of(room)) {
                drafts.add(new RoomDraft(room, all || entered, entered));
            }
        }
        return drafts;
    }

    static boolean wanted(RoomFilter filter, UserRoom room) {
        return filter.rooms().accepts(room.roomId().value());
    }

    /// Asks of each room whether something came, where that can be told from memory; else the room counts as changed.
    private final class News {
        private final boolean events;
        private final boolean eventsKnown;
        private final boolean receipts;
        private final boolean receiptsKnown;
        private final boolean typed;
        private final SyncContext context;

        News(SyncContext context) {
            this.context = context;
            this.events = context.mayHaveNews(StreamName.EVENTS);
            this.eventsKnown = context.since(StreamName.EVENTS) >= live.events().floor();
            RoomEventFilter ephemeral = context.filter().room().ephemeral();
            this.receipts =
                    context.mayHaveNews(StreamName.RECEIPTS)
                            && ephemeral.events().types().accepts("m.receipt");
            this.receiptsKnown = context.since(StreamName.RECEIPTS) >= live.receipts().floor();
            this.typed =
                    context.mayHaveNews(StreamName.TYPING)
                            && ephemeral.events().types().accepts("m.typing");
        }

        boolean of(UserRoom room) {
            return events && hasEvents(room)
                    || receipts && hasReceipts(room)
                    || typed && hasTyping(room);
        }

        private boolean hasEvents(UserRoom room) {
            return !eventsKnown
                    || live.events().hasNewsOf(room.roomNid(), context.since(StreamName.EVENTS));
        }

        private boolean hasReceipts(UserRoom room) {
            return !receiptsKnown
                    || live.receipts()
                            .hasNewsOf(room.roomId().value(), context.since(StreamName.RECEIPTS));
        }

        private boolean hasTyping(UserRoom room) {
            return typing.in(room.roomId().value()).position() > context.since(StreamName.TYPING);
        }
    }
}
