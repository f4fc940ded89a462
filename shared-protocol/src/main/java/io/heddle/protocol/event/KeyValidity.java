package io.heddle.protocol.event;

import java.time.Duration;

/// Whether a server's key counts for an event, given what is known of the key's life. Times are milliseconds since
/// 1970. https://spec.matrix.org/v1.19/rooms/v5/#signing-key-validity-period
public final class KeyValidity {
    private static final long LONGEST = Duration.ofDays(7).toMillis();

    private KeyValidity() {}

    /// A key in use. From room version 5 on it must be valid at the event's `origin_server_ts`, where no key is taken
    /// to be valid for more than 7 days from now.
    public static boolean covers(Pdu event, long validUntilTs, long now) {
        return !event.version().enforcesKeyValidity()
                || event.originServerTs() <= Math.min(validUntilTs, now + LONGEST);
    }

    /// A key that its server lists under `old_verify_keys`: it counts for what was sent before, in every room version.
    public static boolean coversRetired(Pdu event, long expiredTs) {
        return event.originServerTs() <= expiredTs;
    }
}
