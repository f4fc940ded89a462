package io.heddle.replication.duty;

/// A piece of work that exactly one instance does at a time, such as writing the rooms of one bucket.
///
/// @param role what it belongs to, one of the constants
/// @param part which part of the role: a bucket number, a destination, a service's id
public record Duty(String role, String part) {
    public static final String ROOMS = "rooms";
    public static final String PUSHERS = "pushers";
    public static final String APPSERVICES = "appservices";
    public static final String FEDERATION = "federation";
    public static final String USER_DIRECTORY = "user_directory";
    public static final String MEDIA = "media";
    public static final String BACKGROUND = "background";
    public static final String TYPING = "typing";
    public static final String PRESENCE = "presence";
    public static final String DELAYED_EVENTS = "delayed_events";

    /// How many buckets the rooms are spread over.
    public static final int ROOM_BUCKETS = 128;

    /// A background job. Each is a role of its own, so that it is held where its code is.
    public static Duty background(String job) {
        return new Duty(BACKGROUND + "_" + job, "0");
    }

    /// The duty of writing a room: its bucket by the hash of the room id.
    public static Duty room(String roomId) {
        return new Duty(ROOMS, Integer.toString(Math.floorMod(roomId.hashCode(), ROOM_BUCKETS)));
    }
}
