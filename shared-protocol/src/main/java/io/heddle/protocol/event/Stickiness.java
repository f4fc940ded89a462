package io.heddle.protocol.event;

import io.heddle.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// For how long an event is sticky: reaches every member of the room however many events come after it.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4354
public final class Stickiness {
    /// The top-level key of sticky events, and of the section of a sync that has them.
    public static final String KEY = "msc4354_sticky";

    /// The key in `unsigned` of how much longer the event is sticky.
    public static final String TTL = "msc4354_sticky_duration_ttl_ms";

    /// No event is sticky for longer.
    public static final long MAX_MS = 3_600_000;

    private static final byte[] KEY_BYTES = KEY.getBytes(StandardCharsets.US_ASCII);

    private Stickiness() {}

    /// The event's sticky duration, at most [#MAX_MS]; null when it is not sticky. Cheap for events that are not.
    public static @Nullable Long durationMs(Pdu event) {
        if (!contains(event.canonical(), KEY_BYTES)) {
            return null;
        }
        JsonNode duration = event.json().path(KEY).path("duration_ms");
        return duration.isIntegralNumber()
                        && duration.canConvertToLong()
                        && duration.longValue() >= 0
                ? Math.min(duration.longValue(), MAX_MS)
                : null;
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            if (bytes[i] == wanted[0]
                    && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /// When an event stops being sticky, in milliseconds since 1970; null when it never was. An event from the future
    /// counts from when it came.
    ///
    /// @param receivedTs when it came, or a later time
    public static @Nullable Long endTs(Pdu event, long receivedTs) {
        Long duration = durationMs(event);
        return duration == null ? null : Math.min(event.originServerTs(), receivedTs) + duration;
    }

    static ObjectNode field(long durationMs) {
        return Json.object().put("duration_ms", durationMs);
    }
}
