package io.heddle.sync.v3;

import io.heddle.protocol.event.Stickiness;
import io.heddle.storage.e2ee.KeyCounts;
import io.heddle.storage.push.UnreadCounts.Unread;
import io.heddle.sync.json.JsonOut;
import io.heddle.sync.room.Summaries.Summary;
import io.heddle.sync.v3.StrippedRooms.Stripped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Writes an answer as JSON. Sections without content are left out.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync
@Component
class SyncWriter {
    private static final int ROOM_BYTES = 2048;

    private final RoomEvents events;
    private final UnreadSection unread;
    private final DeviceSection devices;

    SyncWriter(RoomEvents events, UnreadSection unread, DeviceSection devices) {
        this.events = events;
        this.unread = unread;
        this.devices = devices;
    }

    byte[] write(SyncAnswer answer, SyncContext context) {
        JsonOut out = new JsonOut(1024 + ROOM_BYTES * answer.joined().size()).beginObject();
        out.name("next_batch").value(answer.next().toString());
        writeRooms(out, answer, context);
        writeEvents(out, "account_data", answer.accountData());
        writeEvents(out, "presence", answer.presence());
        if (!answer.toDevice().isEmpty()) {
            writeEvents(
                    out,
                    "to_device",
                    answer.toDevice().stream().map(message -> message.event()).toList());
        }
        writeDeviceLists(out, answer);
        answer.profiles().write(out);
        writeKeyCounts(out, devices.keyCounts(context));
        return out.endObject().toBytes();
    }

    private void writeRooms(JsonOut out, SyncAnswer answer, SyncContext context) {
        if (answer.joined().isEmpty()
                && answer.invited().isEmpty()
                && answer.knocked().isEmpty()
                && answer.left().isEmpty()) {
            return;
        }
        List<RoomDraft> all = new ArrayList<>(answer.joined());
        all.addAll(answer.left());
        RoomEvents.Writer writer = events.prepare(all, context.request());
        out.name("rooms").beginObject();
        writeJoined(out, answer.joined(), writer, context);
        writeStripped(out, "invite", "invite_state", answer.invited());
        writeStripped(out, "knock", "knock_state", answer.knocked());
        writeLeft(out, answer.left(), writer, context);
        out.endObject();
    }

    private void writeJoined(
            JsonOut out, List<RoomDraft> drafts, RoomEvents.Writer writer, SyncContext context) {
        if (drafts.isEmpty()) {
            return;
        }
        Map<Long, Unread> counts = unread.of(drafts, context);
        boolean byThread = context.filter().unreadThreadNotifications();
        out.name("join").beginObject();
        for (RoomDraft draft : drafts) {
            out.name(draft.roomId()).beginObject();
            writeHistory(out, draft, writer, context);
            writeSticky(out, draft, writer);
            writeSummary(out, draft.summary(), context.userId().value());
            writeEvents(out, "ephemeral", draft.ephemeral());
            writeEvents(out, "account_data", draft.accountData());
            UnreadSection.write(out, counts, draft.nid(), byThread);
            out.endObject();
        }
        out.endObject();
    }

    private static void writeLeft(
            JsonOut out, List<RoomDraft> drafts, RoomEvents.Writer writer, SyncContext context) {
        if (drafts.isEmpty()) {
            return;
        }
        out.name("leave").beginObject();
        for (RoomDraft draft : drafts) {
            out.name(draft.roomId()).beginObject();
            writeHistory(out, draft, writer, context);
            writeEvents(out, "account_data", draft.accountData());
            out.endObject();
        }
        out.endObject();
    }

    private static void writeHistory(
            JsonOut out, RoomDraft draft, RoomEvents.Writer writer, SyncContext context) {
        out.name("timeline").beginObject();
        writer.write(out.name("events"), draft.timeline().events());
        out.name("limited").value(draft.timeline().limited());
        out.name("prev_batch")
                .value(
                        draft.isSilent()
                                ? context.moment().token().toString()
                                : draft.timeline().prevBatch());
        out.endObject();
        out.name(context.request().stateMode().key()).beginObject();
        writer.write(out.name("events"), draft.state());
        out.endObject();
    }

    private static void writeSticky(JsonOut out, RoomDraft draft, RoomEvents.Writer writer) {
        if (!draft.sticky().isEmpty()) {
            out.name(Stickiness.KEY).beginObject();
            writer.write(out.name("events"), draft.sticky());
            out.endObject();
        }
    }

    private static void writeSummary(
            JsonOut out, @org.jspecify.annotations.Nullable Summary summary, String reader) {
        if (summary == null) {
            return;
        }
        out.name("summary").beginObject();
        if (!summary.named()) {
            out.name("m.heroes").beginArray();
            summary.heroes(reader).forEach(hero -> out.value(hero.userId()));
            out.endArray();
        }
        out.name("m.joined_member_count").value(summary.joined());
        out.name("m.invited_member_count").value(summary.invited());
        out.endObject();
    }

    private static void writeStripped(
            JsonOut out, String section, String key, List<Stripped> rooms) {
        if (rooms.isEmpty()) {
            return;
        }
        out.name(section).beginObject();
        for (Stripped room : rooms) {
            out.name(room.roomId()).beginObject().name(key).beginObject();
            out.name("events").raw(room.state());
            out.endObject().endObject();
        }
        out.endObject();
    }

    private static void writeEvents(JsonOut out, String section, List<byte[]> events) {
        if (events.isEmpty()) {
            return;
        }
        out.name(section).beginObject().name("events").beginArray();
        events.forEach(out::raw);
        out.endArray().endObject();
    }

    private static void writeDeviceLists(JsonOut out, SyncAnswer answer) {
        if (answer.deviceLists().isEmpty()) {
            return;
        }
        out.name("device_lists").beginObject();
        writeStrings(out.name("changed"), answer.deviceLists().changed());
        writeStrings(out.name("left"), answer.deviceLists().left());
        out.endObject();
    }

    private static void writeKeyCounts(JsonOut out, KeyCounts counts) {
        out.name("device_one_time_keys_count").beginObject();
        counts.oneTimeKeys().forEach((algorithm, count) -> out.name(algorithm).value(count));
        out.endObject();
        writeStrings(out.name("device_unused_fallback_key_types"), counts.unusedFallbackKeyTypes());
        writeStrings(
                out.name("org.matrix.msc2732.device_unused_fallback_key_types"),
                counts.unusedFallbackKeyTypes());
    }

    private static void writeStrings(JsonOut out, Collection<String> strings) {
        out.beginArray();
        strings.forEach(out::value);
        out.endArray();
    }
}
