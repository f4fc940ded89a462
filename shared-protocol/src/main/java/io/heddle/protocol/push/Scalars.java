package io.heddle.protocol.push;

import tools.jackson.databind.JsonNode;

/// Equality of the values that `event_property_is` and `event_property_contains` compare: strings, booleans, null and
/// integers that canonical JSON can hold. Types are never cast, anything else equals nothing.
final class Scalars {
    private static final long MAX_INTEGER = (1L << 53) - 1;

    private Scalars() {}

    static boolean isScalar(JsonNode value) {
        return value.isString() || value.isBoolean() || value.isNull() || isInteger(value);
    }

    /// @param expected a value of which [#isScalar] holds
    static boolean equal(JsonNode value, JsonNode expected) {
        if (expected.isString()) {
            return value.isString() && value.stringValue().equals(expected.stringValue());
        }
        if (expected.isBoolean()) {
            return value.isBoolean() && value.booleanValue() == expected.booleanValue();
        }
        if (expected.isNull()) {
            return value.isNull();
        }
        return isInteger(value) && value.longValue() == expected.longValue();
    }

    private static boolean isInteger(JsonNode value) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && Math.abs(value.longValue()) <= MAX_INTEGER;
    }
}
