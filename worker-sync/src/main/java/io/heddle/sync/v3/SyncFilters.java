package io.heddle.sync.v3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.filter.Filter;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// The filter that a `filter` parameter means: one stored before, or one written out. Neither ever changes, so both are
/// parsed once while in use.
@Component
class SyncFilters {
    private static final int CACHED = 10_000;

    private final JdbcClient jdbc;
    private final Cache<Stored, Filter> stored = Caffeine.newBuilder().maximumSize(CACHED).build();
    private final Cache<String, Filter> inline =
            Caffeine.newBuilder()
                    .maximumWeight(4L << 20)
                    .weigher((String text, Filter filter) -> 3 * text.length())
                    .build();

    SyncFilters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Stored(String userId, long filterId) {}

    Filter of(UserId user, @Nullable String parameter) {
        if (parameter == null || parameter.isEmpty()) {
            return Filter.none();
        }
        return Filter.isInline(parameter)
                ? inline.get(parameter, SyncFilters::parse)
                : stored.get(new Stored(user.value(), number(parameter)), this::read);
    }

    private static Filter parse(String text) {
        try {
            return Filter.parse(Json.parseObject(text));
        } catch (JsonParseFailure e) {
            throw MatrixException.notJson("The filter is not JSON");
        }
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw noSuchFilter();
        }
    }

    private Filter read(Stored key) {
        ObjectNode json =
                jdbc.sql("SELECT filter FROM user_filters WHERE user_id = ? AND filter_id = ?")
                        .params(key.userId(), key.filterId())
                        .query(byte[].class)
                        .optional()
                        .map(Json::parseObject)
                        .orElseThrow(SyncFilters::noSuchFilter);
        return Filter.parse(json);
    }

    private static MatrixException noSuchFilter() {
        return MatrixException.invalidParam("No such filter");
    }
}
