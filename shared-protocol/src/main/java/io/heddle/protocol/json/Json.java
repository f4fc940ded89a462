package io.heddle.protocol.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The parser for everything from outside, and getters over trees that never throw.
///
/// The parser takes UTF-8 only (well-formed, no byte order mark, no escaped lone surrogates), at most [#MAX_DEPTH]
/// levels, and nothing after the value. Of a repeated key the last one counts, as in the other homeservers: refusing
/// it would split rooms.
public final class Json {
    /// Levels of nesting of [#parse]. An event may use [CanonicalJson#MAX_EVENT_DEPTH] of them and still be wrapped.
    public static final int MAX_DEPTH = 600;

    /// Levels of nesting of [#parseEnvelope].
    public static final int MAX_ENVELOPE_DEPTH = 20_000;

    private static final int MAX_TEXT = 128 * 1024 * 1024;

    public static final JsonMapper MAPPER = mapper(MAX_DEPTH);
    private static final JsonMapper ENVELOPE_MAPPER = mapper(MAX_ENVELOPE_DEPTH);

    private Json() {}

    private static JsonMapper mapper(int maxDepth) {
        StreamWriteConstraints writing =
                StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(readLimits(maxDepth))
                        .streamWriteConstraints(writing)
                        .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    private static StreamReadConstraints readLimits(int maxDepth) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxNumberLength(1000)
                .maxStringLength(MAX_TEXT)
                .maxNameLength(1024 * 1024)
                .build();
    }

    public static JsonNode parse(byte[] utf8) {
        return parse(utf8, MAPPER);
    }

    public static JsonNode parse(String text) {
        try {
            JsonNode node = present(MAPPER.readTree(text));
            if (mayHoldSurrogates(text)) {
                TreeWalk.refuseLoneSurrogates(node);
            }
            return node;
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    /// For federation transactions and responses, whose parts are judged one by one: a single event that is nested too
    /// deeply must not fail its neighbours. Parts other than events need a look at [#isShallow] before they are used.
    public static ObjectNode parseEnvelope(byte[] utf8) {
        return requireObject(parse(utf8, ENVELOPE_MAPPER));
    }

    /// Whether a part of an envelope keeps to [CanonicalJson#MAX_EVENT_DEPTH] levels.
    public static boolean isShallow(JsonNode node) {
        return TreeWalk.isWithin(node, CanonicalJson.MAX_EVENT_DEPTH);
    }

    private static JsonNode parse(byte[] utf8, JsonMapper mapper) {
        if (!Utf8.isWellFormed(utf8) || startsInOtherEncoding(utf8)) {
            throw new JsonParseFailure("Not UTF-8");
        }
        try {
            JsonNode node = present(mapper.readTree(utf8));
            if (mayHoldSurrogates(utf8)) {
                TreeWalk.refuseLoneSurrogates(node);
            }
            return node;
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    public static ObjectNode parseObject(byte[] utf8) {
        return requireObject(parse(utf8));
    }

    public static ObjectNode parseObject(String text) {
        return requireObject(parse(text));
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// The tree in UTF-8, keys in the tree's order.
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    public static @Nullable String string(@Nullable JsonNode node, String key) {
        JsonNode value = get(node, key);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /// An integer that fits a `long`; null for floats, also integral ones, and for numbers out of range.
    public static @Nullable Long longValue(@Nullable JsonNode node, String key) {
        JsonNode value = get(node, key);
        return value != null && value.isIntegralNumber() && value.canConvertToLong()
                ? Long.valueOf(value.longValue())
                : null;
    }

    public static @Nullable Boolean bool(@Nullable JsonNode node, String key) {
        JsonNode value = get(node, key);
        return value != null && value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : null;
    }

    /// True only when the key holds `true`.
    public static boolean isTrue(@Nullable JsonNode node, String key) {
        JsonNode value = get(node, key);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    public static @Nullable ObjectNode object(@Nullable JsonNode node, String key) {
        return get(node, key) instanceof ObjectNode object ? object : null;
    }

    public static @Nullable ArrayNode array(@Nullable JsonNode node, String key) {
        return get(node, key) instanceof ArrayNode array ? array : null;
    }

    /// The strings of a list, in order; null when absent, no list, or a list with anything else in it.
    public static @Nullable List<String> strings(@Nullable JsonNode node, String key) {
        ArrayNode array = array(node, key);
        if (array == null) {
            return null;
        }
        List<String> strings = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            if (!element.isString()) {
                return null;
            }
            strings.add(element.stringValue());
        }
        return strings;
    }

    public static boolean has(@Nullable JsonNode node, String key) {
        return get(node, key) != null;
    }

    private static @Nullable JsonNode get(@Nullable JsonNode node, String key) {
        return node instanceof ObjectNode object ? object.get(key) : null;
    }

    /// Jackson would take UTF-16 and UTF-32 without being asked: both show a NUL or a byte order mark at once.
    private static boolean startsInOtherEncoding(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return bytes.length > 0 && bytes[0] == (byte) 0xEF;
    }

    /// Well-formed UTF-8 holds no surrogates: they come only from escapes.
    private static boolean mayHoldSurrogates(byte[] bytes) {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == '\\' && bytes[i + 1] == 'u' && (bytes[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    private static boolean mayHoldSurrogates(String text) {
        return text.indexOf("\\u") >= 0 || Utf8.length(text) < 0;
    }

    private static JsonNode present(@Nullable JsonNode node) {
        if (node == null || node.isMissingNode()) {
            throw new JsonParseFailure("No JSON value");
        }
        return node;
    }

    private static ObjectNode requireObject(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new JsonParseFailure("Not a JSON object");
    }

    private static JsonParseFailure failure(JacksonException e) {
        return new JsonParseFailure("Not JSON: " + e.getOriginalMessage());
    }
}
