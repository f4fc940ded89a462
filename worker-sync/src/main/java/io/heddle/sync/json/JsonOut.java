package io.heddle.sync.json;

import io.heddle.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// A growing JSON text in UTF-8. Knows where commas go; that objects and arrays are closed in turn is the caller's part.
public final class JsonOut {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] buffer;
    private int length;
    private boolean comma;

    public JsonOut(int capacity) {
        buffer = new byte[capacity];
    }

    public JsonOut beginObject() {
        return open('{');
    }

    public JsonOut endObject() {
        return close('}');
    }

    public JsonOut beginArray() {
        return open('[');
    }

    public JsonOut endArray() {
        return close(']');
    }

    /// A key; its value must follow.
    public JsonOut name(String key) {
        separate();
        quoted(key);
        put(':');
        comma = false;
        return this;
    }

    public JsonOut value(String text) {
        separate();
        quoted(text);
        comma = true;
        return this;
    }

    public JsonOut value(long number) {
        return raw(Long.toString(number));
    }

    public JsonOut value(boolean flag) {
        return raw(flag ? "true" : "false");
    }

    public JsonOut value(JsonNode tree) {
        return raw(Json.bytes(tree));
    }

    /// A value that is JSON already.
    public JsonOut raw(byte[] json) {
        separate();
        append(json);
        comma = true;
        return this;
    }

    /// A value that is JSON already, in ASCII.
    public JsonOut raw(String json) {
        separate();
        ascii(json);
        comma = true;
        return this;
    }

    /// Members of an object that are JSON already, such as `"a":1,"b":2`; nothing when empty.
    public JsonOut members(byte[] json) {
        return json.length == 0 ? this : raw(json);
    }

    /// The beginning of an object, without its end: more members may follow.
    public JsonOut openObject(byte[] unfinished) {
        return raw(unfinished);
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    private JsonOut open(char bracket) {
        separate();
        put(bracket);
        comma = false;
        return this;
    }

    private JsonOut close(char bracket) {
        put(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            put(',');
        }
    }

    private void quoted(String text) {
        put('"');
        int at = plainPrefix(text);
        if (at < text.length()) {
            escaped(text, at);
        }
        put('"');
    }

    /// Writes the characters before the first that needs more than copying; most texts have none.
    private int plainPrefix(String text) {
        int size = text.length();
        ensure(size + 2);
        int i = 0;
        while (i < size) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\') {
                break;
            }
            buffer[length++] = (byte) c;
            i++;
        }
        return i;
    }

    private void escaped(String text, int from) {
        int plain = from;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                append(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
                escape(c);
                plain = i + 1;
            }
        }
        append(text.substring(plain).getBytes(StandardCharsets.UTF_8));
    }

    private void escape(char c) {
        put('\\');
        switch (c) {
            case '"', '\\' -> put(c);
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            default -> {
                ascii("u00");
                put((char) HEX[c >> 4]);
                put((char) HEX[c & 15]);
            }
        }
    }

    private void ascii(String text) {
        int size = text.length();
        ensure(size);
        for (int i = 0; i < size; i++) {
            buffer[length++] = (byte) text.charAt(i);
        }
    }

    private void append(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void put(char c) {
        ensure(1);
        buffer[length++] = (byte) c;
    }

    private void ensure(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
