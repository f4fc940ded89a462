package io.heddle.protocol.json;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Canonical JSON: the one encoding that is hashed and signed. Keys sorted by code point, shortest form, UTF-8.
/// https://spec.matrix.org/v1.19/appendices/#canonical-json
///
/// Every method throws [CanonicalJsonException] for lone surrogates, `NaN`, infinities and more than
/// [Json#MAX_ENVELOPE_DEPTH] levels.
public final class CanonicalJson {
    /// The largest integer of canonical JSON, 2^53 - 1.
    public static final long MAX_INTEGER = (1L << 53) - 1;

    /// Levels of nesting of an event, the event itself included.
    public static final int MAX_EVENT_DEPTH = 500;

    /// What is written for a number that is no integer within ±[#MAX_INTEGER].
    enum Numbers {
        /// Nothing: every float is refused, also an integral one.
        STRICT,
        /// The integer where the float is integral and in range, as in the specification's examples.
        INTEGRAL,
        /// Integers of any size, and floats in their shortest form, as other homeservers sign them.
        LENIENT
    }

    private CanonicalJson() {}

    /// The encoding as specified: `1e10` becomes `10000000000`, other floats and larger integers are refused.
    public static byte[] encode(JsonNode node) {
        return encode(node, Numbers.INTEGRAL, Set.of());
    }

    /// The encoding of events in room versions that enforce canonical JSON (6 and later): no float at all.
    public static byte[] encodeStrict(JsonNode node) {
        return encode(node, Numbers.STRICT, Set.of());
    }

    /// The encoding of events in room versions 1 to 5, and of anything that may carry such an event.
    public static byte[] encodeLenient(JsonNode node) {
        return encode(node, Numbers.LENIENT, Set.of());
    }

    /// The lenient encoding of an object without some of its top-level keys: what hashes and signatures cover.
    public static byte[] encodeWithout(ObjectNode object, Set<String> keys) {
        return encode(object, Numbers.LENIENT, keys);
    }

    /// The encoding of an event, strict or lenient as its room version wants. An event has at most
    /// [#MAX_EVENT_DEPTH] levels, so that it fits into any envelope that is parsed or signed.
    public static byte[] encodeEvent(ObjectNode event, boolean strict) {
        Numbers numbers = strict ? Numbers.STRICT : Numbers.LENIENT;
        return new CanonicalWriter(numbers, MAX_EVENT_DEPTH).write(event, Set.of());
    }

    private static byte[] encode(JsonNode node, Numbers numbers, Set<String> skipped) {
        return new CanonicalWriter(numbers, Json.MAX_ENVELOPE_DEPTH).write(node, skipped);
    }
}
