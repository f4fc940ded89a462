package io.heddle.web.directory;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.room.PublishedRooms;
import io.heddle.storage.room.PublishedRooms.Page;
import io.heddle.storage.room.PublishedRooms.Query;
import io.heddle.storage.room.RoomSummary;
import io.heddle.web.json.Fields;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers `publicRooms`, which clients and servers ask in the same words.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3publicrooms
@Component
public class PublicRooms {
    private final PublishedRooms published;

    PublicRooms(PublishedRooms published) {
        this.published = published;
    }

    /// The question of a request without a body, in the words of one with a body.
    public static ObjectNode question(@Nullable Integer limit, @Nullable String since) {
        ObjectNode question = Json.object();
        if (limit != null) {
            question.put("limit", limit);
        }
        if (since != null) {
            question.put("since", since);
        }
        return question;
    }

    /// @param query the body of `POST /publicRooms`
    /// @param federated for another server: only rooms that its users may join
    public ObjectNode answer(ObjectNode query, boolean federated) {
        String network = Fields.string(query, "third_party_instance_id");
        boolean allNetworks = Boolean.TRUE.equals(Fields.bool(query, "include_all_networks"));
        if (network != null && allNetworks) {
            throw MatrixException.invalidParam(
                    "third_party_instance_id does not go with include_all_networks");
        }
        Query wanted = query(query, federated);
        return network == null ? page(published.find(wanted)) : page(Set.of());
    }

    private static Query query(ObjectNode body, boolean federated) {
        Long limit = Fields.integer(body, "limit");
        if (limit != null && limit < 0) {
            throw MatrixException.invalidParam("limit must not be negative");
        }
        ObjectNode filter = Fields.object(body, "filter");
        return new Query(
                limit == null ? null : (int) Math.min(limit, PublishedRooms.MAX_LIMIT),
                Fields.string(body, "since"),
                Fields.string(filter, "generic_search_term"),
                types(filter),
                federated);
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
