package io.heddle.sync.v3;

import io.heddle.protocol.filter.EventFilter;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.replication.stream.StreamName;
import io.heddle.storage.accountdata.AccountDataStore;
import io.heddle.storage.accountdata.AccountDataStore.Entry;
import io.heddle.sync.json.JsonOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// What clients keep for the user, globally and for rooms, as far as it changed.
/// https://spec.matrix.org/v1.19/client-server-api/#client-config
@Component
class AccountDataSection {
    private final AccountDataStore store;

    AccountDataSection(AccountDataStore store) {
        this.store = store;
    }

    /// Entries that changed: global ones, and those of rooms by number.
    record Changed(List<Entry> global, Map<Long, List<Entry>> rooms) {
        static final Changed NOTHING = new Changed(List.of(), Map.of());

        Set<Long> roomNids() {
            return rooms.keySet();
        }
    }

    Changed read(SyncContext context) {
        if (!context.request().fullState() && !context.mayHaveNews(StreamName.ACCOUNT_DATA)) {
            return Changed.NOTHING;
        }
        boolean all = context.isInitial() || context.request().fullState();
        long since = all ? 0 : context.since(StreamName.ACCOUNT_DATA);
        Changed changed = new Changed(new ArrayList<>(), new HashMap<>());
        store.changed(context.userId(), since, context.now(StreamName.ACCOUNT_DATA))
                .forEach(entry -> {
                    if (entry.roomNid() == null) {
                        changed.global().add(entry);
                    } else {
                        changed.rooms()
                                .computeIfAbsent(entry.roomNid(), nid -> new ArrayList<>())
                                .add(entry);
                    }
                });
        return changed;
    }

    /// Fills in the rooms' own data; newly joined rooms get all they have.
    void fill(List<RoomDraft> drafts, Changed changed, SyncContext context) {
        Map<Long, List<Entry>> entered = ofEntered(drafts, context);
        RoomEventFilter filter = context.filter().room().accountData();
        for (RoomDraft draft : drafts) {
            List<Entry> entries =
                    entered.getOrDefault(
                            draft.nid(), changed.rooms().getOrDefault(draft.nid(), List.of()));
            for (Entry entry : entries) {
                if (filter.matches(draft.roomId(), entry.type(), null, entry.content())) {
                    draft.accountData().add(event(entry));
                }
            }
        }
    }

    private Map<Long, List<Entry>> ofEntered(List<RoomDraft> drafts, SyncContext context) {
        List<Long> entered =
                drafts.stream()
                        .filter(draft -> draft.isNewlyJoined() && !context.request().fullState())
                        .map(RoomDraft::nid)
                        .toList();
        Map<Long, List<Entry>> byRoom = new HashMap<>();
        if (!entered.isEmpty()) {
            store.ofRooms(context.userId(), entered, context.now(StreamName.ACCOUNT_DATA))
                    .forEach(entry ->
                            byRoom.computeIfAbsent(entry.roomNid(), nid -> new ArrayList<>())
                                    .add(entry));
        }
        return byRoom;
    }

    /// The global entries that the client wants, as events.
    List<byte[]> global(Changed changed, SyncContext context) {
        EventFilter filter = context.filter().accountData();
        return changed.global().stream()
                .filter(entry -> filter.matches(entry.type(), null, entry.content()))
                .map(AccountDataSection::event)
                .toList();
    }

    private static byte[] event(Entry entry) {
        JsonOut out = new JsonOut(128).beginObject();
        out.name("type").value(entry.type());
        out.name("content").value(entry.content());
        return out.endObject().toBytes();
    }
}
