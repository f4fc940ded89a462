package io.heddle.client.directory;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The rooms that the caller shares with another user. A token names the last room told, so that it never expires.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1mutual_rooms
@RestController
class MutualRoomsController {
    private static final int PAGE = 100;
    private static final String TOKEN = "m";

    private final Memberships memberships;
    private final Rooms rooms;

    MutualRoomsController(Memberships memberships, Rooms rooms) {
        this.memberships = memberships;
        this.rooms = rooms;
    }

    @GetMapping("/_matrix/client/v1/mutual_rooms")
    ObjectNode mutual(
            Requester requester,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(required = false) @Nullable String from) {
        return answer(requester, userId, from, "next_batch");
    }

    /// As it was proposed, MSC2666.
    @GetMapping("/_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms")
    ObjectNode proposed(
            Requester requester,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(name = "batch_token", required = false) @Nullable String from) {
        return answer(requester, userId, from, "next_batch_token");
    }

    private ObjectNode answer(
            Requester requester, @Nullable String userId, @Nullable String from, String nextKey) {
        if (userId == null) {
            throw MatrixException.missingParam("user_id");
        }
        UserId other = UserId.parse(userId);
        if (other.equals(requester.userId())) {
            throw MatrixException.invalidParam("user_id must be another user");
        }
        List<Long> found = memberships.mutual(requester.userId(), other, after(from), PAGE + 1);
        List<Long> page = found.stream().limit(PAGE).toList();
        Map<Long, Room> known = rooms.findAll(page);
        ObjectNode answer = Json.object();
        ArrayNode joined = answer.putArray("joined");
        page.stream()
                .map(known::get)
                .filter(Objects::nonNull)
                .forEach(room -> joined.add(room.id().value()));
        boolean complete = from == null && found.size() <= PAGE;
        answer.put(
                "count",
                complete ? page.size() : memberships.countMutual(requester.userId(), other));
        if (found.size() > PAGE) {
            answer.put(nextKey, TOKEN + page.getLast());
        }
        return answer;
    }

    private static long after(@Nullable String from) {
        if (from == null) {
            return 0;
        }
        if (!from.matches(TOKEN + "[0-9]{1,18}")) {
            throw MatrixException.invalidParam("Not a token of this server");
        }
        return Long.parseLong(from.substring(TOKEN.length()));
    }
}
