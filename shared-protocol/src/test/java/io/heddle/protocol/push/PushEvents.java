package io.heddle.protocol.push;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// Events for the tests of this package: from alice, in one room.
final class PushEvents {
    static final RoomId ROOM = RoomId.parse("!room:example.org");
    static final UserId ALICE = UserId.parse("@alice:example.org");
    static final UserId BOB = UserId.parse("@bob:example.org");
    static final UserId CAROL = UserId.parse("@carol:example.org");

    private PushEvents() {}

    static ObjectNode event(String type, String content) {
        ObjectNode event = Json.object();
        event.put("type", type).put("sender", ALICE.value()).put("room_id", ROOM.value());
        event.set("content", Json.parse(content));
        return event;
    }

    static ObjectNode message(String body) {
        ObjectNode event = event("m.room.message", "{\"msgtype\": \"m.text\"}");
        ((ObjectNode) event.get("content")).put("body", body);
        return event;
    }

    static ObjectNode state(String type, String stateKey, String content) {
        return event(type, content).put("state_key", stateKey);
    }

    /// A sender of level 0 in a room of ten, where `@room` takes 50.
    static PushContext context(ObjectNode event) {
        return context(event, 10, 0);
    }

    static PushContext context(ObjectNode event, long members, long senderPower) {
        return new PushContext(event, ROOM, ALICE, members, senderPower, key -> 50);
    }
}
