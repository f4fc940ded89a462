package io.heddle.protocol.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One pass over a tree into one growing buffer. It keeps its own stack: envelopes from outside may be nested more
/// deeply than a thread's stack allows.
final class CanonicalWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final BigInteger MAX = BigInteger.valueOf(CanonicalJson.MAX_INTEGER);
    private static final Comparator<Map.Entry<String, JsonNode>> BY_KEY =
            (a, b) -> compareCodePoints(a.getKey(), b.getKey());

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static final Map.Entry<String, JsonNode>[] NO_ENTRIES = new Map.Entry[0];

    private final CanonicalJson.Numbers numbers;
    private final int maxDepth;
    private Set<String> skipped = Set.of();
    private @Nullable Level[] levels = new Level[16];
    private int depth;
    private byte[] buffer = new byte[1024];
    private int length;

    CanonicalWriter(CanonicalJson.Numbers numbers, int maxDepth) {
        this.numbers = numbers;
        this.maxDepth = maxDepth;
    }

    byte[] write(JsonNode node, Set<String> skippedKeys) {
        skipped = skippedKeys;
        value(node);
        while (depth > 0) {
            step(levels[depth - 1]);
        }
        return Arrays.copyOf(buffer, length);
    }

    /// Writes the next member of the innermost open container, or closes it.
    private void step(Level level) {
        if (level.at == level.size()) {
            put(level.array == null ? '}' : ']');
            depth--;
            return;
        }
        if (level.array != null) {
            separate(level);
            value(level.array.get(level.at++));
            return;
        }
        Map.Entry<String, JsonNode> entry = level.entries[level.at++];
        if (depth > 1 || skipped.isEmpty() || !skipped.contains(entry.getKey())) {
            separate(level);
            string(entry.getKey());
            put(':');
            value(entry.getValue());
        }
    }

    private void separate(Level level) {
        if (level.empty) {
            level.empty = false;
        } else {
            put(',');
        }
    }

    private void value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> open().object(sorted((ObjectNode) node));
            case ARRAY -> open().array((ArrayNode) node);
            case STRING -> string(node.stringValue());
            case NUMBER -> number(node);
            case BOOLEAN -> ascii(node.booleanValue() ? TRUE : FALSE);
            case NULL -> ascii(NULL);
            default -> throw new CanonicalJsonException("Not a JSON value");
        }
    }

    private Level open() {
        if (depth == maxDepth) {
            throw new CanonicalJsonException("Nested too deeply");
        }
        if (depth == levels.length) {
            levels = Arrays.copyOf(levels, depth * 2);
        }
        Level level = levels[depth];
        if (level == null) {
            level = new Level();
            levels[depth] = level;
        }
        depth++;
        return level;
    }

    private static Map.Entry<String, JsonNode>[] sorted(ObjectNode object) {
        Map.Entry<String, JsonNode>[] entries = object.properties().toArray(NO_ENTRIES);
        for (int i = 1; i < entries.length; i++) {
            if (BY_KEY.compare(entries[i - 1], entries[i]) > 0) {
                Arrays.sort(entries, BY_KEY);
                break;
            }
        }
        return entries;
    }

    /// UTF-16 order, except that surrogates sort above U+E000..U+FFFF as their code points do.
    static int compareCodePoints(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? x - y
                        : Character.isSurrogate(x)
                                ? (y >= 0xE000 ? 1 : x - y)
                                : (x >= 0xE000 ? -1 : x - y);
            }
        }
        return a.length() - b.length();
    }

    private void number(JsonNode node) {
        if (!node.isIntegralNumber()) {
            floating(node);
        } else if (node.canConvertToLong()) {
            integer(node.longValue());
        } else {
            integer(node.bigIntegerValue());
        }
    }

    private void integer(long value) {
        boolean inRange = -CanonicalJson.MAX_INTEGER <= value && value <= CanonicalJson.MAX_INTEGER;
        if (!inRange && numbers != CanonicalJson.Numbers.LENIENT) {
            throw new CanonicalJsonException("Integer out of range");
        }
        text(Long.toString(value));
    }

    private void integer(BigInteger value) {
        if (value.abs().compareTo(MAX) > 0 && numbers != CanonicalJson.Numbers.LENIENT) {
            throw new CanonicalJsonException("Integer out of range");
        }
        text(value.toString());
    }

    private void floating(JsonNode node) {
        double value = node.isBigDecimal() ? node.decimalValue().doubleValue() : node.doubleValue();
        if (!Double.isFinite(value)) {
            throw new CanonicalJsonException("Number out of range");
        }
        switch (numbers) {
            case STRICT -> throw new CanonicalJsonException("Floats are not allowed");
            case INTEGRAL -> integral(value);
            case LENIENT -> text(shortest(value));
        }
    }

    private void integral(double value) {
        if (value != Math.rint(value) || Math.abs(value) > CanonicalJson.MAX_INTEGER) {
            throw new CanonicalJsonException("Floats are not allowed");
        }
        text(Long.toString((long) value));
    }

    /// The shortest decimal that reads back as the same double, laid out as Python's `repr` does: other homeservers
    /// hash and sign the floats of old rooms in this form.
    static String shortest(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            String power =
                    (exponent < 0 ? "-" : "+")
                            + (Math.abs(exponent) < 10 ? "0" : "")
                            + Math.abs(exponent);
            return sign + digits.charAt(0) + fraction + "e" + power;
        }
        String plain = decimal.abs().toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    private void string(String text) {
        ensure(text.length() * 3 + 2);
        put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (c >= 0x20 && c != '"' && c != '\\') {
                    buffer[length++] = (byte) c;
                } else {
                    escape(c, (text.length() - i) * 3);
                }
            } else if (c < 0x800) {
                buffer[length++] = (byte) (0xC0 | c >> 6);
                buffer[length++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                buffer[length++] = (byte) (0xE0 | c >> 12);
                buffer[length++] = (byte) (0x80 | c >> 6 & 0x3F);
                buffer[length++] = (byte) (0x80 | c & 0x3F);
            } else {
                supplementary(text, i++);
            }
        }
        put('"');
    }

    private void supplementary(String text, int at) {
        int codePoint = text.codePointAt(at);
        if (codePoint < 0x10000) {
            throw new CanonicalJsonException("Lone surrogate");
        }
        buffer[length++] = (byte) (0xF0 | codePoint >> 18);
        buffer[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        buffer[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        buffer[length++] = (byte) (0x80 | codePoint & 0x3F);
    }

    private void escape(char c, int rest) {
        ensure(6 + rest);
        buffer[length++] = '\\';
        switch (c) {
            case '"' -> buffer[length++] = '"';
            case '\\' -> buffer[length++] = '\\';
            case '\b' -> buffer[length++] = 'b';
            case '\t' -> buffer[length++] = 't';
            case '\n' -> buffer[length++] = 'n';
            case '\f' -> buffer[length++] = 'f';
            case '\r' -> buffer[length++] = 'r';
            default -> {
                buffer[length++] = 'u';
                buffer[length++] = '0';
                buffer[length++] = '0';
                buffer[length++] = HEX[c >> 4];
                buffer[length++] = HEX[c & 15];
            }
        }
    }

    private void text(String ascii) {
        ensure(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            buffer[length++] = (byte) ascii.charAt(i);
        }
    }

    private void ascii(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void put(char c) {
        ensure(1);
        buffer[length++] = (byte) c;
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }

    /// An open object or array. Reused by the next container at the same depth.
    private final class Level {
        private Map.Entry<String, JsonNode>[] entries = NO_ENTRIES;
        private @Nullable ArrayNode array;
        private int at;
        private boolean empty;

        void object(Map.Entry<String, JsonNode>[] members) {
            begin('{', members, null);
        }

        void array(ArrayNode elements) {
            begin('[', NO_ENTRIES, elements);
        }

        private void begin(
                char bracket, Map.Entry<String, JsonNode>[] members, @Nullable ArrayNode elements) {
            entries = members;
            array = elements;
            at = 0;
            empty = true;
            put(bracket);
        }

        int size() {
            return array == null ? entries.length : array.size();
        }
    }
}
