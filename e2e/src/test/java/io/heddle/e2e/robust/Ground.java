package io.heddle.e2e.robust;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.robust.Endpoint.Parameter;
import io.heddle.testing.TestClient;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Somebody with a room of their own, so that a request is wrong in just the one way that is tried.
final class Ground {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final TestClient alice;
    private final String room;
    private final String event;
    private final String token;

    private Ground(TestClient alice, String room, String event, String token) {
        this.alice = alice;
        this.room = room;
        this.event = event;
        this.token = token;
    }

    /// @param alice whose room it is to be
    static Ground of(TestClient alice) {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String event = alice.sendText(room, "first");
        return new Ground(alice, room, event, token(alice, room));
    }

    /// The token of a sync that looks at nothing else.
    private static String token(TestClient alice, String room) {
        String filter = TestClient.enc("{\"room\":{\"rooms\":[\"" + room + "\"]}}");
        return alice.get("/_matrix/client/v3/sync?filter=" + filter).ok().text("next_batch");
    }

    String token() {
        return java.util.Objects.requireNonNull(alice.accessToken());
    }

    /// The path with good values for every parameter of the path and every required one of the query.
    String path(Endpoint endpoint) {
        return path(endpoint, Map.of());
    }

    /// @param odd values that stand for the good ones as they are, encoded already
    String path(Endpoint endpoint, Map<String, String> odd) {
        String path = endpoint.path();
        StringBuilder query = new StringBuilder();
        for (Parameter parameter : endpoint.parameters()) {
            String name = parameter.name();
            String good = TestClient.enc(value(parameter, endpoint));
            if (parameter.inPath()) {
                path = path.replace("{" + name + "}", odd.getOrDefault(name, good));
            } else if (odd.containsKey(name) || parameter.isRequired()) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(odd.getOrDefault(name, good));
            }
        }
        return path + query;
    }

    private String value(Parameter parameter, Endpoint endpoint) {
        if (parameter.isEnum()) {
            return parameter.schema().path("enum").path(0).asString();
        }
        boolean state = endpoint.path().contains("/state/");
        return switch (parameter.name()) {
            case "userId", "user_id" -> alice.userId();
            case "roomId", "roomIdOrAlias", "room_id" -> room;
            case "eventId" -> event;
            case "eventType" -> state ? "org.example.state" : "m.room.message";
            case "txnId" -> "txn" + COUNT.incrementAndGet();
            case "roomAlias", "alias" ->
                    "#none" + COUNT.incrementAndGet() + ":" + HeddleServer.NAME;
            case "type" -> "org.example.data";
            case "tag" -> "u.tag";
            case "keyName" -> "displayname";
            case "relType" -> "m.thread";
            case "version", "filterId" -> "1";
            case "from", "to" -> token;
            default -> parameter.type().equals("integer") ? "1" : "something";
        };
    }

    /// A good value for a property of a body.
    String property(String name) {
        return switch (name) {
            case "user_id" -> "@somebody:" + HeddleServer.NAME;
            case "room_id" -> room;
            case "new_version" -> "11";
            case "new_password" -> "a new password";
            case "type" -> "m.login.password";
            case "kind" -> "http";
            case "visibility" -> "private";
            case "presence" -> "online";
            case "medium" -> "email";
            case "address", "email" -> "somebody@test.local";
            case "country" -> "GB";
            case "phone_number" -> "07700900001";
            default -> "something";
        };
    }
}
