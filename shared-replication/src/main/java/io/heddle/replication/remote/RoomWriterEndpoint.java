package io.heddle.replication.remote;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.internal.AccessTable;
import io.heddle.replication.internal.InternalEndpoint;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes rooms for other processes, those whose bucket this one holds.
public final class RoomWriterEndpoint implements InternalEndpoint {
    private final ObjectProvider<RoomWriter> writers;
    private final Duties duties;
    private final Streams streams;

    public RoomWriterEndpoint(ObjectProvider<RoomWriter> writers, Duties duties, Streams streams) {
        this.writers = writers;
        this.duties = duties;
        this.streams = streams;
    }

    @Override
    public String name() {
        return AccessTable.ROOM_WRITER;
    }

    @Override
    public ObjectNode answer(Instance caller, ObjectNode request) {
        RoomWriter writer =
                Routed.local(writers)
                        .orElseThrow(() -> new IllegalStateException("Writes no rooms"));
        RoomId room = RoomId.parse(DraftJson.required(request, "room_id"));
        List<EventDraft> drafts = DraftJson.readAll(request.path("drafts"));
        if (drafts.isEmpty()) {
            throw MatrixException.badJson("No drafts");
        }
        ObjectNode answer =
                switch (DraftJson.required(request, "method")) {
                    case "send" ->
                            ids(List.of(held(room, request, writer).send(room, drafts.getFirst())));
                    case "send_all" -> ids(held(room, request, writer).sendAll(room, drafts));
                    case "prepare" ->
                            DraftJson.write(
                                    held(room, request, writer).prepare(room, drafts.getFirst()));
                    case "create" ->
                            Json.object()
                                    .put(
                                            "room_id",
                                            writer.create(DraftJson.version(request), room, drafts)
                                                    .value());
                    default -> throw MatrixException.badJson("Unknown method");
                };
        return answer.put("position", streams.position(StreamName.EVENTS));
    }

    /// The writer, where this process holds the room under the epoch that the caller knows of, or a later one.
    private RoomWriter held(RoomId room, ObjectNode request, RoomWriter writer) {
        Duty duty = Duty.room(room.value());
        long epoch = request.path("duty_epoch").asLong(0);
        duties.held(duty)
                .filter(lease -> lease.epoch() >= epoch)
                .orElseThrow(() -> new LeaseLostException(new Lease(duty, epoch)));
        return writer;
    }

    private static ObjectNode ids(List<EventId> ids) {
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray("event_ids");
        ids.forEach(id -> array.add(id.value()));
        return answer;
    }
}
