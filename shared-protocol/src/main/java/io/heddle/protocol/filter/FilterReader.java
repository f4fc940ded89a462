package io.heddle.protocol.filter;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads one object of a filter, checking as it goes: 400 `M_BAD_JSON` for a value of the wrong type, 400
/// `M_INVALID_PARAM` for one that is out of range or no identifier. Unknown keys are ignored.
final class FilterReader {
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_ID_LENGTH = 255;

    private final ObjectNode json;
    private final String path;

    private FilterReader(ObjectNode json, String path) {
        this.json = json;
        this.path = path;
    }

    static FilterReader of(ObjectNode json) {
        return new FilterReader(json, "");
    }

    /// The object below a key, empty when it is absent.
    FilterReader child(String key) {
        JsonNode value = json.get(key);
        if (value == null) {
            return new FilterReader(Json.object(), name(key));
        }
        if (value instanceof ObjectNode object) {
            return new FilterReader(object, name(key));
        }
        throw wrongType(key, "an object");
    }

    /// A flag by its name or one of its older names, false when absent.
    boolean flag(String... names) {
        boolean result = false;
        for (String name : names) {
            Boolean value = booleanOrNull(name);
            result |= value != null && value;
        }
        return result;
    }

    @Nullable Boolean booleanOrNull(String key) {
        JsonNode value = json.get(key);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw wrongType(key, "a boolean");
        }
        return value.booleanValue();
    }

    /// A whole number from 0 up, as large as an int can be; null when absent.
    @Nullable Integer countOrNull(String key) {
        JsonNode value = json.get(key);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            throw wrongType(key, "an integer");
        }
        if (value.bigIntegerValue().signum() < 0) {
            throw MatrixException.invalidParam("Filter: '" + name(key) + "' must not be negative");
        }
        return value.canConvertToInt() ? value.intValue() : Integer.MAX_VALUE;
    }

    @Nullable String stringOrNull(String key) {
        JsonNode value = json.get(key);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw wrongType(key, "a string");
        }
        return value.stringValue();
    }

    /// The strings of a list, null when it is absent: an empty list means something else than none.
    @Nullable List<String> stringsOrNull(String key) {
        JsonNode value = json.get(key);
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            throw wrongType(key, "a list of strings");
        }
        if (value.size() > MAX_ENTRIES) {
            throw MatrixException.invalidParam("Filter: '" + name(key) + "' has too many entries");
        }
        List<String> strings = new ArrayList<>(value.size());
        for (JsonNode element : value) {
            if (!element.isString()) {
                throw wrongType(key, "a list of strings");
            }
            strings.add(element.stringValue());
        }
        return strings;
    }

    Selection selection(String key) {
        return Selection.of(stringsOrNull(key), stringsOrNull(negated(key)));
    }

    Selection userIds(String key) {
        return identifiers(key, FilterReader::isUserId, "user IDs");
    }

    Selection roomIds(String key) {
        return identifiers(key, FilterReader::isRoomId, "room IDs");
    }

    TypeSelection types() {
        return TypeSelection.of(typePatterns("types"), typePatterns("not_types"));
    }

    private @Nullable TypePatterns typePatterns(String key) {
        List<String> patterns = stringsOrNull(key);
        if (patterns == null) {
            return null;
        }
        TypePatterns result = TypePatterns.of(patterns);
        if (result.wildcards().size() > TypePatterns.MAX_WILDCARDS) {
            throw MatrixException.invalidParam(
                    "Filter: '" + name(key) + "' has too many wildcards");
        }
        return result;
    }

    private Selection identifiers(String key, Predicate<String> valid, String what) {
        Selection selection = selection(key);
        check(key, selection.only(), valid, what);
        check(negated(key), selection.not(), valid, what);
        return selection;
    }

    private void check(
            String key, @Nullable Iterable<String> ids, Predicate<String> valid, String what) {
        if (ids == null) {
            return;
        }
        for (String id : ids) {
            if (!valid.test(id)) {
                throw MatrixException.invalidParam("Filter: '" + name(key) + "' must hold " + what);
            }
        }
    }

    /// As lenient as user ids of old servers need.
    private static boolean isUserId(String id) {
        return id.length() <= MAX_ID_LENGTH && id.startsWith("@") && id.indexOf(':') > 0;
    }

    /// Room ids since version 12 have no server part.
    private static boolean isRoomId(String id) {
        return id.length() <= MAX_ID_LENGTH && id.length() > 1 && id.startsWith("!");
    }

    private static String negated(String key) {
        int dot = key.lastIndexOf('.') + 1;
        return key.substring(0, dot) + "not_" + key.substring(dot);
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private MatrixException wrongType(String key, String wanted) {
        return MatrixException.badJson("Filter: '" + name(key) + "' must be " + wanted);
    }
}
