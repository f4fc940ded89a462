package io.heddle.events.accountdata;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.accountdata.AccountDataStore;
import io.heddle.storage.push.PushRuleStore;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// Account data, global and per room.
/// https://spec.matrix.org/v1.19/client-server-api/#client-config
@ClientController
class AccountDataController {
    static final String TAG = "m.tag";
    private static final String PUSH_RULES = "m.push_rules";
    private static final Set<String> SERVER_MANAGED = Set.of("m.fully_read", PUSH_RULES);
    private static final int MAX_TYPE = 255;
    private static final int MAX_BYTES = 10 << 20;

    private final AccountDataStore accountData;
    private final PushRuleStore pushRules;
    private final Rooms rooms;

    AccountDataController(AccountDataStore accountData, PushRuleStore pushRules, Rooms rooms) {
        this.accountData = accountData;
        this.pushRules = pushRules;
        this.rooms = rooms;
    }

    @GetMapping("/user/{userId}/account_data/{type}")
    ObjectNode get(Requester requester, @PathVariable UserId userId, @PathVariable String type) {
        requester.mustBe(userId);
        if (type.equals(PUSH_RULES)) {
            return pushRules.of(userId).toJson(userId);
        }
        return accountData.find(userId, null, type).orElseThrow(AccountDataController::absent);
    }

    @PutMapping("/user/{userId}/account_data/{type}")
    ObjectNode put(
            Requester requester,
            @PathVariable UserId userId,
            @PathVariable String type,
            @RequestBody ObjectNode content) {
        requester.mustBe(userId);
        check(type, content);
        accountData.put(userId, null, type, content);
        return Json.object();
    }

    @GetMapping("/user/{userId}/rooms/{roomId}/account_data/{type}")
    ObjectNode getOfRoom(
            Requester requester,
            @PathVariable UserId userId,
            @PathVariable RoomId roomId,
            @PathVariable String type) {
        requester.mustBe(userId);
        return accountData
                .find(userId, room(roomId), type)
                .orElseThrow(AccountDataController::absent);
    }

    @PutMapping("/user/{userId}/rooms/{roomId}/account_data/{type}")
    ObjectNode putOfRoom(
            Requester requester,
            @PathVariable UserId userId,
            @PathVariable RoomId roomId,
            @PathVariable String type,
            @RequestBody ObjectNode content) {
        requester.mustBe(userId);
        check(type, content);
        accountData.put(userId, room(roomId), type, content);
        return Json.object();
    }

    private Room room(RoomId roomId) {
        return rooms.find(roomId).orElseThrow(() -> MatrixException.notFound("Unknown room"));
    }

    static void check(String type, ObjectNode content) {
        if (SERVER_MANAGED.contains(type)) {
            throw new MatrixException(
                    405, "M_BAD_JSON", "Cannot set " + type + " through this API");
        }
        if (type.getBytes(StandardCharsets.UTF_8).length > MAX_TYPE) {
            throw MatrixException.invalidParam("The type is too long");
        }
        if (Json.bytes(content).length > MAX_BYTES) {
            throw MatrixException.tooLarge("Account data is too large");
        }
    }

    private static MatrixException absent() {
        return MatrixException.notFound("Account data not found");
    }

    /// Deletion, as an open proposal has it: MSC3391.
    @RestController
    static class Deletion {
        private static final String PREFIX =
                "/_matrix/client/unstable/org.matrix.msc3391/user/{userId}";

        private final AccountDataController endpoints;

        Deletion(AccountDataController endpoints) {
            this.endpoints = endpoints;
        }

        @DeleteMapping(PREFIX + "/account_data/{type}")
        ObjectNode delete(
                Requester requester, @PathVariable UserId userId, @PathVariable String type) {
            requester.mustBe(userId);
            check(type, Json.object());
            endpoints.accountData.delete(userId, null, type);
            return Json.object();
        }

        @DeleteMapping(PREFIX + "/rooms/{roomId}/account_data/{type}")
        ObjectNode deleteOfRoom(
                Requester requester,
                @PathVariable UserId userId,
                @PathVariable RoomId roomId,
                @PathVariable String type) {
            requester.mustBe(userId);
            check(type, Json.object());
            endpoints.accountData.delete(userId, endpoints.room(roomId), type);
            return Json.object();
        }
    }
}
