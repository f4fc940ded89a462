package io.heddle.benchmarks;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes maps, lists, strings, numbers and booleans as indented JSON.
final class JsonWriter {

    private final StringBuilder text = new StringBuilder();

    private JsonWriter() {}

    static String write(Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value, 0);
        return writer.text.append('\n').toString();
    }

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case Map<?, ?> map -> map(map, depth);
            case Iterable<?> list -> list(list, depth);
            case Double number -> number(number);
            case Number number -> text.append(number);
            case Boolean flag -> text.append(flag);
            case null -> text.append("null");
            default -> text.append(JsonFields.quote(value.toString()));
        }
    }

    private void map(Map<?, ?> map, int depth) {
        String separator = "";
        text.append('{');
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator);
            line(depth + 1).append(JsonFields.quote(String.valueOf(entry.getKey()))).append(": ");
            value(entry.getValue(), depth + 1);
            separator = ",";
        }
        line(depth).append('}');
    }

    private void list(Iterable<?> list, int depth) {
        String separator = "";
        text.append('[');
        for (Object item : list) {
            text.append(separator);
            line(depth + 1);
            value(item, depth + 1);
            separator = ",";
        }
        line(depth).append(']');
    }

    private void number(double number) {
        text.append(Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : "null");
    }

    private StringBuilder line(int depth) {
        return text.append('\n').append("  ".repeat(depth));
    }
}
