package io.heddle.protocol.room;

/// How events are identified and refer to each other.
public enum EventFormat {
    /// `event_id` with a domain inside the event; references are pairs of id and hash (room versions 1 and 2).
    V1,
    /// The id is the reference hash in standard base64; references are ids (room version 3).
    V3,
    /// The id is the reference hash in URL-safe base64 (room version 4 and later).
    V4;

    /// Whether the id is the reference hash rather than a part of the event.
    public boolean isHashed() {
        return this != V1;
    }
}
