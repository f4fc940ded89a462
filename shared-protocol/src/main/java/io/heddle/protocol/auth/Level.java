package io.heddle.protocol.auth;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads one power level. Early room versions also accept strings that are integers, and floats, which are cut off at the point.
/// https://spec.matrix.org/v1.19/rooms/v1/#mroompower_levels-events-accept-values-as-strings
final class Level {
    private static final Pattern STRING = Pattern.compile("\\s*([+-]?[0-9]+)\\s*");

    /// Longer numbers are far outside of what a level may be; reading them would only cost time.
    private static final int LONGEST = 400;

    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE - 1);
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);

    private Level() {}

    /// Empty for what is not a level. Values beyond 64 bits become the nearest one that is below a creator's.
    static OptionalLong parse(@Nullable JsonNode node, boolean integersOnly) {
        if (node == null) {
            return OptionalLong.empty();
        }
        if (node.isInt() || node.isLong()) {
            return OptionalLong.of(Math.min(node.longValue(), Long.MAX_VALUE - 1));
        }
        if (node.isIntegralNumber()) {
            return OptionalLong.of(clamp(node.bigIntegerValue()));
        }
        if (integersOnly) {
            return OptionalLong.empty();
        }
        if (node.isFloatingPointNumber()) {
            return truncate(node);
        }
        return node.isString() ? parse(node.stringValue()) : OptionalLong.empty();
    }

    static long read(@Nullable JsonNode node, boolean integersOnly, long fallback) {
        return parse(node, integersOnly).orElse(fallback);
    }

    private static OptionalLong truncate(JsonNode node) {
        double value = node.isBigDecimal() ? node.decimalValue().doubleValue() : node.doubleValue();
        if (!Double.isFinite(value)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(clamp(new BigDecimal(value).toBigInteger()));
    }

    private static OptionalLong parse(String text) {
        if (text.length() > LONGEST) {
            return OptionalLong.empty();
        }
        var matcher = STRING.matcher(text);
        return matcher.matches()
                ? OptionalLong.of(clamp(new BigInteger(matcher.group(1))))
                : OptionalLong.empty();
    }

    private static long clamp(BigInteger value) {
        return value.min(MAX).max(MIN).longValue();
    }
}
