package io.heddle.client.directory;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteRooms;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.room.PublishedRooms;
import io.heddle.storage.room.PublishedRooms.Page;
import io.heddle.storage.room.PublishedRooms.Query;
import io.heddle.storage.room.RoomSummary;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.json.Fields;
import io.heddle.web.route.ClientController;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3publicrooms
@ClientController
class PublicRoomsController {
    private final PublishedRooms published;
    private final ObjectProvider<RemoteRooms> remote;
    private final HomeserverSettings settings;

    PublicRoomsController(
            PublishedRooms published,
            ObjectProvider<RemoteRooms> remote,
            HomeserverSettings settings) {
        this.published = published;
        this.remote = remote;
        this.settings = settings;
    }

    @GuestsAllowed
    @GetMapping("/publicRooms")
    ObjectNode list(
            @Nullable Requester requester,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String server) {
        if (requester == null && !settings.allowPublicRoomsWithoutAuth()) {
            throw new MatrixException(401, "M_MISSING_TOKEN", "Missing access token");
        }
        ObjectNode query = Json.object();
        if (limit != null) {
            query.put("limit", limit);
        }
        if (since != null) {
            query.put("since", since);
        }
        return answer(query, server);
    }

    @GuestsAllowed
    @PostMapping("/publicRooms")
    ObjectNode search(
            Requester requester,
            @RequestParam(required = false) @Nullable String server,
            @RequestBody(required = false) @Nullable ObjectNode body) {
        return answer(body == null ? Json.object() : body, server);
    }

    private ObjectNode answer(ObjectNode query, @Nullable String server) {
        if (server != null && !server.isEmpty() && !server.equals(settings.serverName())) {
            ServerName other = ServerName.parse(server);
            RemoteRooms others = remote.getIfAvailable();
            if (others == null) {
                throw new MatrixException(502, "M_UNKNOWN", "Cannot reach " + server);
            }
            return others.publicRooms(other, query);
        }
        String network = Fields.string(query, "third_party_instance_id");
        boolean allNetworks = Boolean.TRUE.equals(Fields.bool(query, "include_all_networks"));
        if (network != null && allNetworks) {
            throw MatrixException.invalidParam(
                    "third_party_instance_id does not go with include_all_networks");
        }
        Query wanted = query(query);
        return network == null ? page(published.find(wanted)) : page(Set.of());
    }

    private static Query query(ObjectNode body) {
        Long limit = Fields.integer(body, "limit");
        if (limit != null && limit < 0) {
            throw MatrixException.invalidParam("limit must not be negative");
        }
        ObjectNode filter = Fields.object(body, "filter");
        return new Query(
                limit == null ? null : (int) Math.min(limit, PublishedRooms.MAX_LIMIT),
                Fields.string(body, "since"),
                Fields.string(filter, "generic_search_term"),
                types(filter));
    }

    private static @Nullable Set<String> types(@Nullable JsonNode filter) {
        JsonNode types =
                filter == null
                        ? null
                        : filter.has("room_types")
                                ? filter.get("room_types")
                                : filter.get("org.matrix.msc3827.room_types");
        if (types == null || types.isNull()) {
            return null;
        }
        if (!types.isArray()) {
            throw MatrixException.badJson("room_types must be a list");
        }
        Set<String> wanted = new HashSet<>();
        for (JsonNode type : types) {
            if (!type.isNull() && !type.isString()) {
                throw MatrixException.badJson("room_types must hold strings and null");
            }
            wanted.add(type.asString(""));
        }
        return wanted;
    }

    private static ObjectNode page(Page page) {
        ObjectNode answer = page(page.rooms());
        if (page.next() != null) {
            answer.put("next_batch", page.next());
        }
        if (page.previous() != null) {
            answer.put("prev_batch", page.previous());
        }
        return answer.put("total_room_count_estimate", page.total());
    }

    private static ObjectNode page(Iterable<RoomSummary> rooms) {
        ObjectNode answer = Json.object();
        ArrayNode chunk = answer.putArray("chunk");
        rooms.forEach(room -> chunk.add(room.published()));
        return answer;
    }
}
