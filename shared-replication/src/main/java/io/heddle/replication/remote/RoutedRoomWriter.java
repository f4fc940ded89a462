package io.heddle.replication.remote;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.internal.AccessTable;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes rooms wherever they are written: here where this process holds the room's bucket, else by a call to the instance
/// that does. When a call returns, this process has followed the events stream past what was written.
///
/// What may be repeated is repeated when an answer is lost: events with a client's transaction (the same one gives the same
/// event) and single state events (the same again changes nothing).
public final class RoutedRoomWriter implements RoomWriter, Routed {
    private final ObjectProvider<RoomWriter> writers;
    private final DutyRoute route;
    private final Duties duties;
    private final Streams streams;

    public RoutedRoomWriter(
            ObjectProvider<RoomWriter> writers, DutyRoute route, Duties duties, Streams streams) {
        this.writers = writers;
        this.route = route;
        this.duties = duties;
        this.streams = streams;
    }

    @Override
    public EventId send(RoomId room, EventDraft draft) {
        ObjectNode request = request("send", room);
        request.set("drafts", DraftJson.write(List.of(draft)));
        return run(
                room,
                writer -> writer.send(room, draft),
                request,
                answer -> ids(answer).getFirst(),
                draft.transaction() != null || draft.stateKey() != null);
    }

    @Override
    public List<EventId> sendAll(RoomId room, List<EventDraft> drafts) {
        ObjectNode request = request("send_all", room);
        request.set("drafts", DraftJson.write(drafts));
        return run(
                room,
                writer -> writer.sendAll(room, drafts),
                request,
                RoutedRoomWriter::ids,
                false);
    }

    @Override
    public Pdu prepare(RoomId room, EventDraft draft) {
        ObjectNode request = request("prepare", room);
        request.set("drafts", DraftJson.write(List.of(draft)));
        return run(room, writer -> writer.prepare(room, draft), request, DraftJson::event, true);
    }

    /// A room whose id is a hash is made by whoever writes rooms, which makes it one of its own.
    @Override
    public RoomId create(RoomVersion version, RoomId wanted, List<EventDraft> drafts) {
        ObjectNode request = request("create", wanted).put("room_version", version.id());
        request.set("drafts", DraftJson.write(drafts));
        Function<ObjectNode, RoomId> read =
                answer -> RoomId.parse(DraftJson.required(answer, "room_id"));
        if (!version.roomIdIsCreateHash()) {
            return run(
                    wanted, writer -> writer.create(version, wanted, drafts), request, read, false);
        }
        Optional<RoomWriter> local = Routed.local(writers).filter(writer -> holdsAny());
        return local.isPresent()
                ? local.get().create(version, wanted, drafts)
                : route.runAnywhere(Duty.ROOMS, AccessTable.ROOM_WRITER, request, following(read));
    }

    private boolean holdsAny() {
        return IntStream.range(0, Duty.ROOM_BUCKETS)
                .mapToObj(bucket -> new Duty(Duty.ROOMS, Integer.toString(bucket)))
                .anyMatch(duty -> duties.held(duty).isPresent());
    }

    private <T> T run(
            RoomId room,
            Function<RoomWriter, T> work,
            ObjectNode request,
            Function<ObjectNode, T> read,
            boolean repeatable) {
        @Nullable RoomWriter local = Routed.local(writers).orElse(null);
        return route.run(
                Duty.room(room.value()),
                local == null ? null : () -> work.apply(local),
                AccessTable.ROOM_WRITER,
                request,
                following(read),
                repeatable);
    }

    /// Whoever was answered reads what was written, in this process.
    private <T> Function<ObjectNode, T> following(Function<ObjectNode, T> read) {
        return answer -> {
            streams.caughtUpTo(StreamName.EVENTS, answer.path("position").asLong(0));
            return read.apply(answer);
        };
    }

    private static ObjectNode request(String method, RoomId room) {
        return Json.object().put("method", method).put("room_id", room.value());
    }

    private static List<EventId> ids(ObjectNode answer) {
        List<EventId> ids = new ArrayList<>();
        for (JsonNode id : answer.path("event_ids")) {
            ids.add(new EventId(id.asString("")));
        }
        return ids;
    }
}
