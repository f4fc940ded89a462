package io.heddle.replication.internal;

import java.util.Map;
import java.util.Set;

/// Which service may call what: each only what it needs. The main process stands for every service and may call everything.
///
/// @param calls by service, the names of the calls it may make
public record AccessTable(Map<String, Set<String>> calls) {
    public static final String MAIN = "homeserver-main";
    public static final String ROOM_WRITER = "room_writer";
    public static final String TYPING = "typing";
    public static final String PRESENCE = "presence";
    public static final String REMOTE_KEYS = "remote_keys";
    public static final String REMOTE_ROOMS = "remote_rooms";

    public AccessTable {
        calls = Map.copyOf(calls);
    }

    /// The table of this system.
    public static AccessTable standard() {
        return new AccessTable(
                Map.of(
                        "worker-events",
                        Set.of(ROOM_WRITER, TYPING, PRESENCE, REMOTE_ROOMS),
                        "worker-client",
                        Set.of(ROOM_WRITER, REMOTE_KEYS, REMOTE_ROOMS),
                        "worker-federation",
                        Set.of(ROOM_WRITER, TYPING, PRESENCE),
                        "worker-sync",
                        Set.of(PRESENCE),
                        "worker-media",
                        Set.of(),
                        "worker-pusher",
                        Set.of()));
    }

    public boolean allows(String service, String call) {
        return service.equals(MAIN) || calls.getOrDefault(service, Set.of()).contains(call);
    }
}
