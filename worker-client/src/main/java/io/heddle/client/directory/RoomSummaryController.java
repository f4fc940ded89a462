package io.heddle.client.directory;

import io.heddle.client.space.RoomPreviews;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteRooms;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomSummaries;
import io.heddle.storage.room.RoomSummary;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// What a room is about, before joining it. A room that may not be seen is not told from one that does not exist.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1room_summaryroomidoralias
@RestController
class RoomSummaryController {
    private final AliasResolver aliases;
    private final Rooms rooms;
    private final RoomSummaries summaries;
    private final Memberships memberships;
    private final RoomPreviews previews;
    private final ObjectProvider<RemoteRooms> remote;

    RoomSummaryController(
            AliasResolver aliases,
            Rooms rooms,
            RoomSummaries summaries,
            Memberships memberships,
            RoomPreviews previews,
            ObjectProvider<RemoteRooms> remote) {
        this.aliases = aliases;
        this.rooms = rooms;
        this.summaries = summaries;
        this.memberships = memberships;
        this.previews = previews;
        this.remote = remote;
    }

    @GuestsAllowed
    @GetMapping({
        "/_matrix/client/v1/room_summary/{roomIdOrAlias}",
        "/_matrix/client/unstable/im.nheko.summary/summary/{roomIdOrAlias}",
        "/_matrix/client/unstable/im.nheko.summary/rooms/{roomIdOrAlias}/summary"
    })
    ObjectNode summary(
            @Nullable Requester requester,
            @PathVariable String roomIdOrAlias,
            @RequestParam(required = false) @Nullable List<String> via) {
        List<ServerName> servers =
                Optional.ofNullable(via).orElse(List.of()).stream().map(ServerName::parse).toList();
        RoomId id = RoomId.isValid(roomIdOrAlias) ? RoomId.parse(roomIdOrAlias) : null;
        if (id == null) {
            AliasResolver.Target target =
                    aliases.resolve(RoomAlias.parse(roomIdOrAlias))
                            .orElseThrow(RoomSummaryController::notFound);
            id = target.room();
            servers =
                    Stream.concat(
                                    servers.stream(),
                                    target.servers().stream().map(ServerName::parse))
                            .distinct()
                            .toList();
        }
        RoomSummary local = rooms.find(id).flatMap(summaries::of).orElse(null);
        return local == null || local.joinedMembers() == 0
                ? elsewhere(requester, id, servers)
                : here(requester, local);
    }

    private ObjectNode here(@Nullable Requester requester, RoomSummary summary) {
        String membership = requester == null ? null : membership(requester, summary.room());
        if (!previews.allows(summary, userOf(requester), membership)) {
            throw notFound();
        }
        ObjectNode answer = summary.full();
        if (membership != null) {
            answer.put("membership", membership);
        }
        return answer;
    }

    private ObjectNode elsewhere(
            @Nullable Requester requester, RoomId id, List<ServerName> servers) {
        RemoteRooms others = remote.getIfAvailable();
        if (others == null || servers.isEmpty()) {
            throw notFound();
        }
        ObjectNode room =
                others.hierarchy(id, servers, false)
                        .map(answer -> Json.object(answer, "room"))
                        .filter(found -> previews.allowsRemote(found, userOf(requester)))
                        .orElseThrow(RoomSummaryController::notFound)
                        .deepCopy();
        room.remove("children_state");
        String membership =
                requester == null
                        ? null
                        : rooms.find(id)
                                .map(known -> membership(requester, known))
                                .orElse(Membership.LEAVE);
        if (membership != null) {
            room.put("membership", membership);
        }
        return room;
    }

    private String membership(Requester requester, Room room) {
        return memberships
                .find(requester.userId(), room.nid())
                .map(Membership::membership)
                .orElse(Membership.LEAVE);
    }

    private static @Nullable UserId userOf(@Nullable Requester requester) {
        return requester == null ? null : requester.userId();
    }

    private static MatrixException notFound() {
        return MatrixException.notFound("Room not found");
    }
}
