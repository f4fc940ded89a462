package io.heddle.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads single string members out of JSON text without parsing it: a parser would cost more than
/// the request. Only for members whose names occur once in the answers of the requests made here.
final class JsonFields {

    private JsonFields() {}

    static @Nullable String string(String json, String name) {
        String key = "\"" + name + "\"";
        for (int at = json.indexOf(key); at >= 0; at = json.indexOf(key, at + 1)) {
            int value = skipBlanks(json, at + key.length());
            if (value < json.length() && json.charAt(value) == ':') {
                value = skipBlanks(json, value + 1);
                if (value < json.length() && json.charAt(value) == '"') {
                    return untilQuote(json, value + 1);
                }
            }
        }
        return null;
    }

    static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    /// `value` as a JSON string with its quotes.
    static String quote(String value) {
        StringBuilder text = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    private static int skipBlanks(String json, int from) {
        int at = from;
        while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
            at++;
        }
        return at;
    }

    private static @Nullable String untilQuote(String json, int from) {
        int end = json.indexOf('"', from);
        return end < 0 ? null : json.substring(from, end);
    }
}
