package io.heddle.protocol.room;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The room versions that this server takes part in.
public final class RoomVersions {
    public static final RoomVersion V1 =
            new RoomVersion(
                    "1",
                    true,
                    StateResolution.V1,
                    EventFormat.V1,
                    RedactionRules.V1,
                    AuthRules.V1,
                    false,
                    false,
                    false);
    public static final RoomVersion V2 =
            new RoomVersion(
                    "2",
                    true,
                    StateResolution.V2,
                    EventFormat.V1,
                    RedactionRules.V1,
                    AuthRules.V1,
                    false,
                    false,
                    false);
    public static final RoomVersion V3 =
            new RoomVersion(
                    "3",
                    true,
                    StateResolution.V2,
                    EventFormat.V3,
                    RedactionRules.V1,
                    AuthRules.V3,
                    false,
                    false,
                    false);
    public static final RoomVersion V4 =
            new RoomVersion(
                    "4",
                    true,
                    StateResolution.V2,
                    EventFormat.V4,
                    RedactionRules.V1,
                    AuthRules.V3,
                    false,
                    false,
                    false);
    public static final RoomVersion V5 =
            new RoomVersion(
                    "5",
                    true,
                    StateResolution.V2,
                    EventFormat.V4,
                    RedactionRules.V1,
                    AuthRules.V3,
                    false,
                    true,
                    false);
    public static final RoomVersion V6 =
            new RoomVersion(
                    "6",
                    true,
                    StateResolution.V2,
                    EventFormat.V4,
                    RedactionRules.V6,
                    AuthRules.V6,
                    true,
                    true,
                    false);
    public static final RoomVersion V7 =
            new RoomVersion(
                    "7",
                    true,
                    StateResolution.V2,
                    EventFormat.V4,
                    RedactionRules.V6,
                    AuthRules.V7,
                    true,
                    true,
                    false);
    public static final RoomVersion V8 =
            new RoomVersion(
                    "8",
                    true,
                    StateResolution.V2,
                    EventFormat.V4,
                    RedactionRules.V8,
                    AuthRules.V8,
                    true,
                    true,
                    false);
    public static final RoomVersion V9 =
            new RoomVersion(
                    "9",
                    true,
                    StateResolution.V2,
                    EventFormat.V4,
                    RedactionRules.V9,
                    AuthRules.V8,
                    true,
                    true,
                    false);
    public static final RoomVersion V10 =
            new RoomVersion(
                    "10",
                    true,
                    StateResolution.V2,
                    EventFormat.V4,
                    RedactionRules.V9,
                    AuthRules.V10,
                    true,
                    true,
                    false);
    public static final RoomVersion V11 =
            new RoomVersion(
                    "11",
                    true,
                    StateResolution.V2,
                    EventFormat.V4,
                    RedactionRules.V11,
                    AuthRules.V11,
                    true,
                    true,
                    true);
    public static final RoomVersion V12 =
            new RoomVersion(
                    "12",
                    true,
                    StateResolution.V2_1,
                    EventFormat.V4,
                    RedactionRules.V11,
                    AuthRules.V12,
                    true,
                    true,
                    true);

    /// In ascending order.
    public static final List<RoomVersion> ALL =
            List.of(V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12);

    /// The version of rooms whose creator asks for none.
    public static final RoomVersion DEFAULT = V12;

    private static final Map<String, RoomVersion> BY_ID = byId();

    private RoomVersions() {}

    public static Optional<RoomVersion> find(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    private static Map<String, RoomVersion> byId() {
        Map<String, RoomVersion> versions = new LinkedHashMap<>();
        ALL.forEach(version -> versions.put(version.id(), version));
        return Map.copyOf(versions);
    }
}
