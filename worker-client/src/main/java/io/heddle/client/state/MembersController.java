package io.heddle.client.state;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.RoomTokens;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.RoomView;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import io.heddle.web.route.ClientController;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Members of rooms, and the rooms that a user is a member of.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidmembers
@ClientController
class MembersController {
    private static final Set<String> ALL =
            Set.of(
                    Membership.JOIN,
                    Membership.INVITE,
                    Membership.KNOCK,
                    Membership.LEAVE,
                    Membership.BAN);

    private final RoomAccess access;
    private final RoomTokens tokens;
    private final Rooms rooms;
    private final Memberships memberships;
    private final RoomState state;
    private final Events events;
    private final ClientEvents clientEvents;

    MembersController(
            RoomAccess access,
            RoomTokens tokens,
            Rooms rooms,
            Memberships memberships,
            RoomState state,
            Events events,
            ClientEvents clientEvents) {
        this.access = access;
        this.tokens = tokens;
        this.rooms = rooms;
        this.memberships = memberships;
        this.state = state;
        this.events = events;
        this.clientEvents = clientEvents;
    }

    @GuestsAllowed
    @GetMapping("/rooms/{roomId}/members")
    ObjectNode members(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestParam(required = false) @Nullable String at,
            @RequestParam(required = false) @Nullable String membership,
            @RequestParam(name = "not_membership", required = false)
                    @Nullable String notMembership) {
        requireMembership(membership);
        requireMembership(notMembership);
        RoomView view = access.read(roomId, requester.userId());
        Set<String> wanted =
                ALL.stream()
                        .filter(value -> membership == null || value.equals(membership))
                        .filter(value -> !value.equals(notMembership))
                        .collect(Collectors.toSet());
        long nid = view.room().nid();
        boolean now = view.isCurrent() && (at == null || at.isEmpty());
        long place =
                at == null || at.isEmpty()
                        ? view.upTo()
                        : Math.min(tokens.place(nid, at), view.upTo());
        List<StoredEvent> members = now ? present(nid, wanted) : past(nid, place, wanted);
        ObjectNode answer = Json.object();
        answer.putArray("chunk")
                .addAll(
                        clientEvents.formatAll(
                                members, EventReader.of(requester).withoutAggregations()));
        return answer;
    }

    private static void requireMembership(@Nullable String membership) {
        if (membership != null && !ALL.contains(membership)) {
            throw MatrixException.invalidParam("No such membership");
        }
    }

    private List<StoredEvent> present(long roomNid, Set<String> wanted) {
        return events.inOrder(
                memberships.ofRoom(roomNid, wanted).stream().map(Membership::eventNid).toList());
    }

    private List<StoredEvent> past(long roomNid, long place, Set<String> wanted) {
        return state.ofTypeAt(roomNid, place, "m.room.member").stream()
                .filter(event ->
                        event.pdu().membership() != null
                                && wanted.contains(event.pdu().membership()))
                .toList();
    }

    @GetMapping("/rooms/{roomId}/joined_members")
    ObjectNode joinedMembers(Requester requester, @PathVariable RoomId roomId) {
        Room room = access.joined(roomId, requester.userId());
        ObjectNode answer = Json.object();
        ObjectNode joined = answer.putObject("joined");
        for (Membership member : memberships.ofRoom(room.nid(), List.of(Membership.JOIN))) {
            ObjectNode profile = joined.putObject(member.userId().value());
            if (member.displayName() != null) {
                profile.put("display_name", member.displayName());
            }
            if (member.avatarUrl() != null) {
                profile.put("avatar_url", member.avatarUrl());
            }
        }
        return answer;
    }

    @GuestsAllowed
    @GetMapping("/joined_rooms")
    ObjectNode joinedRooms(Requester requester) {
        List<Long> nids =
                memberships.ofUser(requester.userId(), List.of(Membership.JOIN)).stream()
                        .map(Membership::roomNid)
                        .toList();
        Stream<Room> joined = rooms.findAll(nids).values().stream();
        ObjectNode answer = Json.object();
        ArrayNode ids = answer.putArray("joined_rooms");
        joined.map(room -> room.id().value()).sorted().forEach(ids::add);
        return answer;
    }
}
