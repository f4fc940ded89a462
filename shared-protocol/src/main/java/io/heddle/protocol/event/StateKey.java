package io.heddle.protocol.event;

/// The key of an entry of room state: an event type and its `state_key`.
public record StateKey(String type, String key) implements Comparable<StateKey> {
    public static final StateKey CREATE = new StateKey("m.room.create", "");
    public static final StateKey POWER_LEVELS = new StateKey("m.room.power_levels", "");
    public static final StateKey JOIN_RULES = new StateKey("m.room.join_rules", "");
    public static final StateKey HISTORY_VISIBILITY = new StateKey("m.room.history_visibility", "");

    public static StateKey member(String userId) {
        return new StateKey("m.room.member", userId);
    }

    @Override
    public int compareTo(StateKey other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : key.compareTo(other.key);
    }
}
