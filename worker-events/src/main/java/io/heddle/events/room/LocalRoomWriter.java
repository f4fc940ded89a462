package io.heddle.events.room;

import io.heddle.events.persist.GroupCommitter;
import io.heddle.events.persist.PendingWrite;
import io.heddle.events.persist.RoomResetException;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.replication.call.RoomWriter;
import io.heddle.storage.event.ClientTransactions;
import io.heddle.storage.persist.DuplicateTransactionException;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Writes the rooms whose lease this instance holds: prepare under the room's lock, queue, wait for the commit without it.
@Component
class LocalRoomWriter implements RoomWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRoomWriter.class);

    /// How often an event is prepared when what it was prepared on was not stored.
    private static final int ATTEMPTS = 4;

    /// Enough to find one of 128 buckets for sure.
    private static final int MAX_CREATES = 2000;

    private final LiveRooms rooms;
    private final EventPreparer preparer;
    private final GroupCommitter committer;
    private final RecentTransactions recent;
    private final ClientTransactions transactions;
    private final Rooms stored;

    LocalRoomWriter(
            LiveRooms rooms,
            EventPreparer preparer,
            GroupCommitter committer,
            RecentTransactions recent,
            ClientTransactions transactions,
            Rooms stored) {
        this.rooms = rooms;
        this.preparer = preparer;
        this.committer = committer;
        this.recent = recent;
        this.transactions = transactions;
        this.stored = stored;
    }

    @Override
    public EventId send(RoomId room, EventDraft draft) {
        ClientTransaction transaction = draft.transaction();
        if (transaction == null) {
            return reporting(() -> sendNow(room, draft));
        }
        if (transaction.txnId().indexOf('\0') >= 0) {
            throw MatrixException.invalidParam("A transaction id cannot hold U+0000");
        }
        return recent.once(
                draft.sender(), room, transaction, () -> reporting(() -> sendNow(room, draft)));
    }

    private EventId sendNow(RoomId room, EventDraft draft) {
        return retrying(() -> {
            try {
                return inRoom(room, live -> submitUnlessSame(live, draft)).await();
            } catch (DuplicateTransactionException e) {
                return sentBefore(room, draft).orElseThrow(() -> e);
            }
        });
    }

    private Optional<EventId> sentBefore(RoomId room, EventDraft draft) {
        ClientTransaction transaction = draft.transaction();
        return transaction == null
                ? Optional.empty()
                : stored.find(room)
                        .flatMap(found ->
                                transactions.find(draft.sender(), found.nid(), transaction));
    }

    private Sent submitUnlessSame(LiveRoom live, EventDraft draft) {
        EventId same = same(live, draft);
        if (same != null) {
            return new Sent(same, live.waitingWrite(same));
        }
        PendingWrite write = submit(live, List.of(draft));
        return new Sent(write.events().getFirst().eventId(), write);
    }

    /// The state event that says the same already, by the same sender: sending it again changes nothing.
    private static @Nullable EventId same(LiveRoom live, EventDraft draft) {
        if (draft.stateKey() == null) {
            return null;
        }
        Pdu now = live.state(new StateKey(draft.type(), draft.stateKey()));
        return now != null
                        && now.sender().equals(draft.sender())
                        && now.content().equals(draft.content())
                        && isJoined(live, draft)
                ? now.eventId()
                : null;
    }

    private static boolean isJoined(LiveRoom live, EventDraft draft) {
        Pdu member = live.state(StateKey.member(draft.sender().value()));
        return member != null && "join".equals(member.membership());
    }

    @Override
    public List<EventId> sendAll(RoomId room, List<EventDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        return reporting(() -> retrying(() -> inRoom(room, live -> submit(live, drafts)).await()));
    }

    private PendingWrite submit(LiveRoom live, List<EventDraft> drafts) {
        RoomDraft draft = new RoomDraft(live);
        return submit(draft, false, () -> drafts.forEach(event -> preparer.add(draft, event)));
    }

    private PendingWrite submit(RoomDraft draft, boolean newRoom, Runnable prepare) {
        boolean prepared = false;
        try {
            prepare.run();
            prepared = true;
        } finally {
            if (!prepared) {
                draft.discard();
            }
        }
        PendingWrite write = draft.apply(newRoom);
        committer.submit(write);
        return write;
    }

    @Override
    public RoomId create(RoomVersion version, RoomId wanted, List<EventDraft> drafts) {
        return reporting(() -> createNow(version, wanted, drafts));
    }

    /// Where the room's id is the hash of its first event, two rooms that a user makes in one millisecond would be one: the
    /// second is made a little later.
    private RoomId createNow(RoomVersion version, RoomId wanted, List<EventDraft> drafts) {
        EventDraft first = drafts.getFirst();
        while (true) {
            Pdu create = createHere(version, wanted, first);
            PendingWrite write = start(create, drafts.subList(1, drafts.size()));
            if (write != null) {
                write.await();
                return create.roomId();
            }
            first = first.at(create.originServerTs() + 1);
        }
    }

    /// Null when there is such a room already.
    private @Nullable PendingWrite start(Pdu create, List<EventDraft> rest) {
        Room room = new Room(stored.reserveNid(), create.roomId(), create.version());
        LiveRoom live = rooms.acquire(room.id());
        live.lock.lock();
        try {
            if (live.isLoaded() && create.version().roomIdIsCreateHash()) {
                return null;
            }
            rooms.start(live, room);
            return submitNew(live, create, rest);
        } finally {
            live.lock.unlock();
            rooms.release(live);
        }
    }

    /// Where a room's id is the hash of its first event, that is made anew, a millisecond later, until the room falls into a
    /// bucket that this instance holds.
    private Pdu createHere(RoomVersion version, RoomId wanted, EventDraft draft) {
        Pdu create = preparer.create(version, wanted, draft);
        for (int i = 1; version.roomIdIsCreateHash() && i < MAX_CREATES; i++) {
            if (rooms.isOurs(create.roomId())) {
                return create;
            }
            create = preparer.create(version, wanted, draft.at(create.originServerTs() + 1));
        }
        return create;
    }

    private PendingWrite submitNew(LiveRoom live, Pdu create, List<EventDraft> rest) {
        try {
            RoomDraft draft = new RoomDraft(live);
            return submit(
                    draft,
                    true,
                    () -> {
                        preparer.append(draft, create, null);
                        rest.forEach(event -> preparer.add(draft, event));
                    });
        } catch (RuntimeException e) {
            live.invalidate();
            throw e;
        }
    }

    @Override
    public Pdu prepare(RoomId room, EventDraft draft) {
        return reporting(() -> inRoom(room, live -> preparer.build(new RoomDraft(live), draft)));
    }

    private <T> T inRoom(RoomId room, Function<LiveRoom, T> work) {
        LiveRoom live = rooms.acquire(room);
        try {
            live.lock.lock();
            try {
                rooms.makeReady(live);
                return work.apply(live);
            } finally {
                live.lock.unlock();
            }
        } finally {
            rooms.release(live);
        }
    }

    private static <T> T retrying(Supplier<T> attempt) {
        for (int i = 1; i < ATTEMPTS; i++) {
            try {
                return attempt.get();
            } catch (RoomResetException | DuplicateTransactionException e) {
                LOG.debug("Preparing an event again", e);
            }
        }
        return attempt.get();
    }

    private static <T> T reporting(Supplier<T> work) {
        try {
            return work.get();
        } catch (RoomResetException | DuplicateTransactionException e) {
            throw notStored();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("An event was not stored: {}", e.getMessage());
            throw notStored();
        }
    }

    private static MatrixException notStored() {
        return new MatrixException(503, "M_UNKNOWN", "The event was not stored: try again");
    }

    /// @param write what to wait for; null when the event is stored already
    private record Sent(EventId event, @Nullable PendingWrite write) {
        EventId await() {
            if (write != null) {
                write.await();
            }
            return event;
        }
    }
}
