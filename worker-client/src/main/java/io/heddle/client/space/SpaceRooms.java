package io.heddle.client.space;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteRooms;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.RoomSummaries;
import io.heddle.storage.room.RoomSummary;
import io.heddle.storage.room.Rooms;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rooms of hierarchies, from here and from other servers, as far as a user may see them.
@Component
class SpaceRooms {
    private static final int MAX_CHILDREN = 1_000;

    private final Rooms rooms;
    private final RoomSummaries summaries;
    private final Memberships memberships;
    private final RoomState state;
    private final RoomPreviews previews;
    private final ObjectProvider<RemoteRooms> remote;

    SpaceRooms(
            Rooms rooms,
            RoomSummaries summaries,
            Memberships memberships,
            RoomState state,
            RoomPreviews previews,
            ObjectProvider<RemoteRooms> remote) {
        this.rooms = rooms;
        this.summaries = summaries;
        this.memberships = memberships;
        this.state = state;
        this.previews = previews;
        this.remote = remote;
    }

    /// Those of some rooms that this server is in and the user may see, by id. A room that may not be seen is null.
    Map<RoomId, @Nullable RoomSummary> local(Collection<RoomId> ids, UserId user) {
        Map<RoomId, Room> known = rooms.byIds(ids);
        List<Long> nids = known.values().stream().map(Room::nid).toList();
        Map<Long, RoomSummary> found = summaries.of(nids);
        Map<Long, Membership> own = memberships.of(user, nids);
        Map<RoomId, @Nullable RoomSummary> seen = new HashMap<>();
        found.forEach((nid, summary) -> {
            if (summary.joinedMembers() > 0) {
                Membership member = own.get(nid);
                boolean allowed =
                        previews.allows(summary, user, member == null ? null : member.membership());
                seen.put(summary.room().id(), allowed ? summary : null);
            }
        });
        return seen;
    }

    SpaceRoom local(RoomSummary summary, boolean suggestedOnly) {
        List<SpaceChild> children =
                summary.isSpace()
                        ? state
                                .ofTypeAt(summary.room().nid(), RoomState.OPEN - 1, "m.space.child")
                                .stream()
                                .flatMap(event -> SpaceChild.of(event.pdu()).stream())
                                .filter(child -> !suggestedOnly || child.suggested())
                                .sorted(SpaceChild.ORDER)
                                .limit(MAX_CHILDREN)
                                .toList()
                        : List.of();
        return new SpaceRoom(summary.full(), children);
    }

    /// A room that this server is not in, asked of others.
    Optional<SpaceRoom> remote(SpaceChild child, UserId user, boolean suggestedOnly) {
        RemoteRooms others = remote.getIfAvailable();
        if (others == null || child.via().isEmpty()) {
            return Optional.empty();
        }
        return others.hierarchy(child.room(), child.via(), suggestedOnly)
                .map(answer -> Json.object(answer, "room"))
                .filter(room -> previews.allowsRemote(room, user))
                .map(room -> remote(room, suggestedOnly));
    }

    private static SpaceRoom remote(ObjectNode room, boolean suggestedOnly) {
        ObjectNode summary = room.deepCopy();
        JsonNode events = summary.remove("children_state");
        List<SpaceChild> children =
                events == null
                        ? List.of()
                        : StreamSupport.stream(events.spliterator(), false)
                                .flatMap(event -> SpaceChild.of(event).stream())
                                .filter(child -> !suggestedOnly || child.suggested())
                                .sorted(SpaceChild.ORDER)
                                .limit(MAX_CHILDREN)
                                .toList();
        return new SpaceRoom(summary, children);
    }
}
