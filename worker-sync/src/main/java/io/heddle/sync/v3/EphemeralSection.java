package io.heddle.sync.v3;

import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.filter.Selection;
import io.heddle.replication.ephemeral.TypingUsers;
import io.heddle.replication.ephemeral.TypingUsers.Typing;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.storage.receipt.Receipt;
import io.heddle.storage.receipt.Receipts;
import io.heddle.sync.json.JsonOut;
import io.heddle.sync.live.LiveSync;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Fills in who types and who has read what. https://spec.matrix.org/v1.19/client-server-api/#mreceipt
@Component
class EphemeralSection {
    private static final String TYPING = "m.typing";
    private static final String RECEIPT = "m.receipt";

    private final LiveSync live;
    private final TypingUsers typing;
    private final Receipts receipts;

    EphemeralSection(LiveSync live, TypingUsers typing, Receipts receipts) {
        this.live = live;
        this.typing = typing;
        this.receipts = receipts;
    }

    /// A receipt, wherever it was read from.
    private record Read(
            String type, String userId, String eventId, @Nullable String threadId, long ts) {
        static Read of(StreamRow.Receipt row) {
            return new Read(
                    row.receiptType(), row.userId(), row.eventId(), row.threadId(), row.ts());
        }

        static Read of(Receipt receipt) {
            return new Read(
                    receipt.type(),
                    receipt.userId(),
                    receipt.eventId(),
                    receipt.threadId(),
                    receipt.ts());
        }
    }

    void fill(List<RoomDraft> drafts, SyncContext context) {
        RoomEventFilter filter = context.filter().room().ephemeral();
        List<RoomDraft> wanted =
                drafts.stream().filter(draft -> filter.rooms().accepts(draft.roomId())).toList();
        if (filter.events().types().accepts(TYPING)) {
            wanted.forEach(draft -> typing(draft, context));
        }
        if (filter.events().types().accepts(RECEIPT)) {
            receipts(wanted, context, filter.events().senders());
        }
    }

    private void typing(RoomDraft draft, SyncContext context) {
        Typing now = typing.in(draft.roomId());
        boolean news =
                draft.isFull()
                        ? !now.userIds().isEmpty()
                        : now.position() > context.since(StreamName.TYPING) && now.position() > 0;
        if (news) {
            JsonOut out = new JsonOut(128).beginObject();
            out.name("type").value(TYPING);
            out.name("content").beginObject().name("user_ids").beginArray();
            now.userIds().forEach(out::value);
            out.endArray().endObject().endObject();
            draft.ephemeral().add(out.toBytes());
        }
    }

    private void receipts(List<RoomDraft> drafts, SyncContext context, Selection senders) {
        String reader = context.userId().value();
        List<RoomDraft> all = new ArrayList<>();
        List<RoomDraft> older = new ArrayList<>();
        for (RoomDraft draft : drafts) {
            if (draft.isFull()) {
                all.add(draft);
            } else if (context.mayHaveNews(StreamName.RECEIPTS)
                    && !fromMemory(draft, context, senders)) {
                older.add(draft);
            }
        }
        fromStorage(all, reader, 0, context, senders);
        fromStorage(older, reader, context.since(StreamName.RECEIPTS), context, senders);
    }

    private boolean fromMemory(RoomDraft draft, SyncContext context, Selection senders) {
        List<StreamRow.Receipt> rows =
                live.receipts()
                        .between(
                                draft.roomId(),
                                context.since(StreamName.RECEIPTS),
                                context.now(StreamName.RECEIPTS));
        if (rows == null) {
            return false;
        }
        String reader = context.userId().value();
        put(
                draft,
                rows.stream()
                        .filter(row ->
                                !row.receiptType().equals(Receipt.READ_PRIVATE)
                                        || row.userId().equals(reader))
                        .map(Read::of)
                        .toList(),
                senders);
        return true;
    }

    private void fromStorage(
            List<RoomDraft> drafts,
            String reader,
            long since,
            SyncContext context,
            Selection senders) {
        if (drafts.isEmpty()) {
            return;
        }
        Map<Long, List<Receipt>> read =
                receipts
                        .changed(
                                drafts.stream().map(RoomDraft::nid).toList(),
                                reader,
                                since,
                                context.now(StreamName.RECEIPTS))
                        .stream()
                        .collect(Collectors.groupingBy(Receipt::roomNid));
        for (RoomDraft draft : drafts) {
            put(
                    draft,
                    read.getOrDefault(draft.nid(), List.of()).stream().map(Read::of).toList(),
                    senders);
        }
    }

    private static void put(RoomDraft draft, List<Read> all, Selection senders) {
        List<Read> reads = all.stream().filter(read -> senders.accepts(read.userId())).toList();
        if (reads.isEmpty()) {
            return;
        }
        JsonOut out = new JsonOut(128 + 160 * reads.size()).beginObject();
        out.name("type").value(RECEIPT);
        out.name("content").beginObject();
        grouped(reads, Read::eventId)
                .forEach((event, ofEvent) -> {
                    out.name(event).beginObject();
                    grouped(ofEvent, Read::type)
                            .forEach((type, ofType) -> writeUsers(out, type, ofType));
                    out.endObject();
                });
        out.endObject().endObject();
        draft.ephemeral().add(out.toBytes());
    }

    /// Of a user's receipts of one type at one event the last wins: there is room for one.
    private static void writeUsers(JsonOut out, String type, List<Read> reads) {
        Map<String, Read> byUser = new LinkedHashMap<>();
        reads.forEach(read -> byUser.put(read.userId(), read));
        out.name(type).beginObject();
        byUser.forEach((user, read) -> {
            out.name(user).beginObject().name("ts").value(read.ts());
            if (read.threadId() != null) {
                out.name("thread_id").value(read.threadId());
            }
            out.endObject();
        });
        out.endObject();
    }

    private static Map<String, List<Read>> grouped(List<Read> reads, Function<Read, String> key) {
        return reads.stream()
                .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }
}
