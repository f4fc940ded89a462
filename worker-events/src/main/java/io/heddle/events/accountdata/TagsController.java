package io.heddle.events.accountdata;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.accountdata.AccountDataStore;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Room tags, kept as the room account data `m.tag`.
/// https://spec.matrix.org/v1.19/client-server-api/#room-tagging
@ClientController
class TagsController {
    private static final String TAGS = "tags";
    private static final int MAX_TAG = 255;

    private final AccountDataStore accountData;
    private final Rooms rooms;

    TagsController(AccountDataStore accountData, Rooms rooms) {
        this.accountData = accountData;
        this.rooms = rooms;
    }

    @GetMapping("/user/{userId}/rooms/{roomId}/tags")
    ObjectNode list(Requester requester, @PathVariable UserId userId, @PathVariable RoomId roomId) {
        requester.mustBe(userId);
        ObjectNode answer = Json.object();
        answer.set(
                TAGS,
                tags(
                        accountData
                                .find(userId, room(roomId), AccountDataController.TAG)
                                .orElseGet(Json::object)));
        return answer;
    }

    @PutMapping("/user/{userId}/rooms/{roomId}/tags/{tag}")
    ObjectNode put(
            Requester requester,
            @PathVariable UserId userId,
            @PathVariable RoomId roomId,
            @PathVariable String tag,
            @RequestBody ObjectNode body) {
        requester.mustBe(userId);
        JsonNode order = body.get("order");
        if (order != null && !order.isNull() && !order.isNumber()) {
            throw MatrixException.badJson("order must be a number");
        }
        if (tag.length() > MAX_TAG) {
            throw MatrixException.invalidParam("The tag is too long");
        }
        accountData.update(
                userId,
                room(roomId),
                AccountDataController.TAG,
                content -> with(content, tag, body));
        return Json.object();
    }

    @DeleteMapping("/user/{userId}/rooms/{roomId}/tags/{tag}")
    ObjectNode delete(
            Requester requester,
            @PathVariable UserId userId,
            @PathVariable RoomId roomId,
            @PathVariable String tag) {
        requester.mustBe(userId);
        accountData.update(
                userId,
                room(roomId),
                AccountDataController.TAG,
                content -> with(content, tag, null));
        return Json.object();
    }

    private static ObjectNode with(
            ObjectNode content, String tag, @org.jspecify.annotations.Nullable ObjectNode value) {
        ObjectNode tags = tags(content);
        if (value == null) {
            tags.remove(tag);
        } else {
            tags.set(tag, value);
        }
        ObjectNode changed = Json.object();
        changed.set(TAGS, tags);
        return changed;
    }

    private static ObjectNode tags(ObjectNode content) {
        ObjectNode tags = Json.object(content, TAGS);
        return tags == null ? Json.object() : tags.deepCopy();
    }

    private Room room(RoomId roomId) {
        return rooms.find(roomId).orElseThrow(() -> MatrixException.notFound("Unknown room"));
    }
}
