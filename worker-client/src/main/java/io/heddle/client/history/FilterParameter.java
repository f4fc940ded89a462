package io.heddle.client.history;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import org.jspecify.annotations.Nullable;

/// The `filter` query parameter: a RoomEventFilter as JSON.
final class FilterParameter {
    private FilterParameter() {}

    static RoomEventFilter parse(@Nullable String filter) {
        if (filter == null || filter.isBlank()) {
            return RoomEventFilter.NONE;
        }
        try {
            return RoomEventFilter.parse(Json.parseObject(filter));
        } catch (JsonParseFailure e) {
            throw MatrixException.notJson("The filter is not a JSON object");
        }
    }
}
