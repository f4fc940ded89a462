package io.heddle.protocol.id;

/// `#localpart:server`. https://spec.matrix.org/v1.19/appendices/#room-aliases
public record RoomAlias(String value) implements Comparable<RoomAlias> {
    private static final String KIND = "Room alias";

    public RoomAlias {
        Grammar.checkCommon(value, '#', KIND);
        if (Grammar.checkServer(value, KIND) == 1) {
            throw Grammar.invalid(KIND, "must not have an empty localpart");
        }
    }

    public static RoomAlias parse(String value) {
        return new RoomAlias(value);
    }

    public static RoomAlias of(String localpart, ServerName server) {
        if (localpart.indexOf(':') >= 0) {
            throw Grammar.invalid(KIND, "must not have a colon in its localpart");
        }
        return new RoomAlias("#" + localpart + ":" + server.value());
    }

    public static boolean isValid(String value) {
        try {
            parse(value);
            return true;
        } catch (InvalidIdentifierException e) {
            return false;
        }
    }

    public String localpart() {
        return value.substring(1, value.indexOf(':'));
    }

    public ServerName server() {
        return new ServerName(value.substring(value.indexOf(':') + 1));
    }

    @Override
    public int compareTo(RoomAlias other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
