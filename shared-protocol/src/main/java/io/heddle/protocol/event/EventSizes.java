package io.heddle.protocol.event;

import io.heddle.protocol.json.Utf8;

/// Size limits of events. https://spec.matrix.org/v1.19/client-server-api/#size-limits
public final class EventSizes {
    /// Bytes of the federation format with signatures, as canonical JSON.
    public static final int MAX_EVENT = 65536;

    /// Bytes of `type`, `state_key` and every identifier.
    public static final int MAX_FIELD = 255;

    public static final int MAX_AUTH_EVENTS = 10;
    public static final int MAX_PREV_EVENTS = 20;

    private EventSizes() {}

    static void checkEvent(byte[] canonical) {
        if (canonical.length > MAX_EVENT) {
            throw InvalidEventException.tooLarge(
                    "The event is larger than " + MAX_EVENT + " bytes");
        }
    }

    static void checkField(String name, String value) {
        int bytes = Utf8.length(value);
        if (bytes < 0) {
            throw InvalidEventException.badJson("'" + name + "' holds a lone surrogate");
        }
        if (bytes > MAX_FIELD) {
            throw InvalidEventException.tooLarge(
                    "'" + name + "' is longer than " + MAX_FIELD + " bytes");
        }
    }

    static void checkCount(String name, int count, int max) {
        if (count > max) {
            throw InvalidEventException.badJson("More than " + max + " entries in '" + name + "'");
        }
    }
}
