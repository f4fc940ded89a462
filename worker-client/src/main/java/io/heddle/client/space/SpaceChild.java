package io.heddle.client.space;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A child of a space. https://spec.matrix.org/v1.19/client-server-api/#mspacechild
///
/// @param order a valid `order`, else null
/// @param stripped the child event as hierarchies show it
record SpaceChild(
        RoomId room,
        List<ServerName> via,
        boolean suggested,
        @Nullable String order,
        long originServerTs,
        ObjectNode stripped) {

    /// By `order`, those without after the others; then by age and room id.
    /// https://spec.matrix.org/v1.19/client-server-api/#ordering-of-children-within-a-space
    static final Comparator<SpaceChild> ORDER =
            Comparator.<SpaceChild, @Nullable String>comparing(
                            SpaceChild::order,
                            Comparator.nullsLast(Comparator.<String>naturalOrder()))
                    .thenComparingLong(SpaceChild::originServerTs)
                    .thenComparing(child -> child.room().value());

    /// A child event of this server's own state; empty when it names no child.
    static Optional<SpaceChild> of(Pdu event) {
        ObjectNode stripped = Json.object();
        stripped.put("type", event.type());
        stripped.put("state_key", event.stateKey());
        stripped.put("sender", event.sender().value());
        stripped.put("origin_server_ts", event.originServerTs());
        stripped.set("content", event.content());
        return of(stripped);
    }

    /// A stripped child event.
    static Optional<SpaceChild> of(JsonNode event) {
        String room = Json.string(event, "state_key");
        ObjectNode content = Json.object(event, "content");
        List<String> via = Json.strings(content, "via");
        if (!(event instanceof ObjectNode stripped)
                || !"m.space.child".equals(Json.string(event, "type"))
                || room == null
                || !RoomId.isValid(room)
                || via == null
                || via.isEmpty()) {
            return Optional.empty();
        }
        Long ts = Json.longValue(event, "origin_server_ts");
        return Optional.of(
                new SpaceChild(
                        RoomId.parse(room),
                        via.stream().filter(ServerName::isValid).map(ServerName::parse).toList(),
                        Json.isTrue(content, "suggested"),
                        order(Json.string(content, "order")),
                        ts == null ? 0 : ts,
                        stripped));
    }

    private static @Nullable String order(@Nullable String order) {
        return order != null && order.matches("[ -~]{1,50}") ? order : null;
    }
}
