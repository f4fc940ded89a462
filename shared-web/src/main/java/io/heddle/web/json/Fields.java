package io.heddle.web.json;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Strict getters over a body that is bound to no record: what is absent or `null` gives null, what is of a wrong type is
/// refused with M_BAD_JSON.
public final class Fields {
    private Fields() {}

    public static @Nullable String string(@Nullable ObjectNode body, String key) {
        return isAbsent(body, key) ? null : of(key, "a string", Json.string(body, key));
    }

    public static @Nullable Long integer(@Nullable ObjectNode body, String key) {
        return isAbsent(body, key) ? null : of(key, "an integer", Json.longValue(body, key));
    }

    public static @Nullable Boolean bool(@Nullable ObjectNode body, String key) {
        return isAbsent(body, key) ? null : of(key, "a boolean", Json.bool(body, key));
    }

    public static @Nullable ObjectNode object(@Nullable ObjectNode body, String key) {
        return isAbsent(body, key) ? null : of(key, "an object", Json.object(body, key));
    }

    /// A string that must be there; without it the request fails with M_MISSING_PARAM.
    public static String requiredString(@Nullable ObjectNode body, String key) {
        String value = string(body, key);
        if (value == null) {
            throw MatrixException.missingParam(key);
        }
        return value;
    }

    private static boolean isAbsent(@Nullable ObjectNode body, String key) {
        JsonNode value = body == null ? null : body.get(key);
        return value == null || value.isNull();
    }

    private static <T> T of(String key, String wanted, @Nullable T value) {
        if (value == null) {
            throw MatrixException.badJson(key + " must be " + wanted);
        }
        return value;
    }
}
