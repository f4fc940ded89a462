package io.heddle.protocol.id;

import java.util.Optional;

/// `!opaque:server`, or since room version 12 `!` and the hash of the create event, without a server.
/// https://spec.matrix.org/v1.19/appendices/#room-ids
public record RoomId(String value) implements Comparable<RoomId> {
    private static final String KIND = "Room ID";

    public RoomId {
        Grammar.checkCommon(value, '!', KIND);
        if (value.indexOf(':') >= 0 && Grammar.checkServer(value, KIND) == 1) {
            throw Grammar.invalid(KIND, "must not have an empty localpart");
        }
    }

    public static RoomId parse(String value) {
        return new RoomId(value);
    }

    public static boolean isValid(String value) {
        try {
            parse(value);
            return true;
        } catch (InvalidIdentifierException e) {
            return false;
        }
    }

    /// The room that a create event makes, in the room versions whose room ids are hashes.
    public static RoomId ofCreateEvent(EventId create) {
        return new RoomId("!" + create.value().substring(1));
    }

    /// The create event that a domain-less room id names.
    public EventId createEventId() {
        return new EventId("$" + value.substring(1));
    }

    public Optional<ServerName> server() {
        int colon = value.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new ServerName(value.substring(colon + 1)));
    }

    /// Whether the id has the form of room version 12: a hash in URL-safe base64.
    public boolean isHash() {
        return EventId.isUrlSafeHash(value);
    }

    @Override
    public int compareTo(RoomId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
