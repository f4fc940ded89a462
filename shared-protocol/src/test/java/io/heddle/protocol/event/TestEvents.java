package io.heddle.protocol.event;

import io.heddle.protocol.Vectors;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Well-formed events of every room version.
final class TestEvents {
    static final SigningKey KEY = Vectors.key();
    static final ServerName SERVER = new ServerName("domain");
    static final UserId ALICE = new UserId("@alice:domain");
    static final String HASH = "Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg";

    private TestEvents() {}

    static RoomId room(RoomVersion version) {
        return new RoomId(version.roomIdIsCreateHash() ? "!" + HASH : "!room:domain");
    }

    static EventId reference(RoomVersion version) {
        return new EventId(version.eventFormat().isHashed() ? "$" + HASH : "$prev:domain");
    }

    static EventBuilder builder(RoomVersion version, String type) {
        return new EventBuilder(version)
                .type(type)
                .sender(ALICE)
                .roomId(room(version))
                .prevEvents(List.of(reference(version)))
                .authEvents(List.of(reference(version)))
                .depth(5)
                .originServerTs(1_700_000_000_000L);
    }

    static Pdu message(RoomVersion version) {
        return builder(version, "m.room.message")
                .content(Json.object().put("msgtype", "m.text").put("body", "Hello, Wörld"))
                .build(SERVER, KEY);
    }

    static Pdu create(RoomVersion version) {
        ObjectNode content = Json.object().put("room_version", version.id());
        if (version.auth().creatorInContent()) {
            content.put("creator", ALICE.value());
        }
        return new EventBuilder(version)
                .type("m.room.create")
                .stateKey("")
                .sender(ALICE)
                .roomId(version.roomIdIsCreateHash() ? null : room(version))
                .content(content)
                .originServerTs(1_700_000_000_000L)
                .build(SERVER, KEY);
    }
}
