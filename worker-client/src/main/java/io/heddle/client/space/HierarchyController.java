package io.heddle.client.space;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.room.RoomSummary;
import io.heddle.web.auth.Requester;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidhierarchy
@RestController
class HierarchyController {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_OFFSET = 10_000;
    private static final int MAX_DEPTH = 100;

    private final SpaceRooms rooms;

    HierarchyController(SpaceRooms rooms) {
        this.rooms = rooms;
    }

    @GetMapping({
        "/_matrix/client/v1/rooms/{roomId}/hierarchy",
        "/_matrix/client/unstable/org.matrix.msc2946/rooms/{roomId}/hierarchy"
    })
    ObjectNode hierarchy(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestParam(name = "suggested_only", defaultValue = "false") boolean suggestedOnly,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(name = "max_depth", required = false) @Nullable Integer maxDepth,
            @RequestParam(required = false) @Nullable String from) {
        if (limit != null && limit <= 0) {
            throw MatrixException.invalidParam("limit must be greater than zero");
        }
        if (maxDepth != null && maxDepth < 0) {
            throw MatrixException.invalidParam("max_depth must not be negative");
        }
        int depth = maxDepth == null ? MAX_DEPTH : Math.min(maxDepth, MAX_DEPTH);
        int offset = from == null ? 0 : Token.parse(from).offset(depth, suggestedOnly);
        int page = limit == null ? DEFAULT_LIMIT : Math.min(limit, MAX_LIMIT);
        RoomSummary root = rooms.local(List.of(roomId), requester.userId()).get(roomId);
        if (root == null) {
            throw MatrixException.forbidden("You are not allowed to view this room");
        }
        SpaceWalk walk = new SpaceWalk(rooms, root, requester.userId(), depth, suggestedOnly);
        walk.next(offset);
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("rooms");
        List<SpaceRoom> found = walk.next(page);
        found.forEach(room -> list.add(room.toJson()));
        if (!walk.isOver() && offset + found.size() < MAX_OFFSET) {
            answer.put(
                    "next_batch",
                    new Token(offset + found.size(), depth, suggestedOnly).toString());
        }
        return answer;
    }

    /// How many rooms were told, and by which rules: the walk is done anew for each page.
    private record Token(int done, int depth, boolean suggestedOnly) {
        static Token parse(String text) {
            if (!text.matches("h[0-9]{1,5}_[0-9]{1,3}_[01]")) {
                throw MatrixException.invalidParam("Not a token of this server");
            }
            String[] parts = text.substring(1).split("_");
            return new Token(
                    Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2].equals("1"));
        }

        int offset(int wantedDepth, boolean wantedSuggestedOnly) {
            if (wantedDepth != depth || wantedSuggestedOnly != suggestedOnly) {
                throw MatrixException.invalidParam(
                        "suggested_only and max_depth cannot change on paginated requests");
            }
            return Math.min(done, MAX_OFFSET);
        }

        @Override
        public String toString() {
            return "h" + done + "_" + depth + "_" + (suggestedOnly ? 1 : 0);
        }
    }
}
