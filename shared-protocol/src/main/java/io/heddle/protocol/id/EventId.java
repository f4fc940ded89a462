package io.heddle.protocol.id;

import java.util.Optional;

/// `$opaque:server` in room versions 1 and 2, `$` and a hash in base64 since; opaque to everybody else.
/// https://spec.matrix.org/v1.19/appendices/#event-ids
public record EventId(String value) implements Comparable<EventId> {
    private static final int HASH_LENGTH = 44;

    public EventId {
        Grammar.checkCommon(value, '$', "Event ID");
    }

    public static EventId parse(String value) {
        return new EventId(value);
    }

    public static boolean isValid(String value) {
        try {
            parse(value);
            return true;
        } catch (InvalidIdentifierException e) {
            return false;
        }
    }

    /// The server that made the event, in room versions 1 and 2.
    public Optional<ServerName> server() {
        int colon = value.indexOf(':');
        return colon > 1 && ServerName.isValid(value, colon + 1)
                ? Optional.of(new ServerName(value.substring(colon + 1)))
                : Optional.empty();
    }

    /// Whether the id is 32 bytes in unpadded base64 of the standard alphabet, as in room version 3.
    public boolean isHash() {
        return isHash(value, '+', '/');
    }

    /// Whether the id is 32 bytes in unpadded base64 of the URL-safe alphabet, as since room version 4.
    public boolean isUrlSafeHash() {
        return isUrlSafeHash(value);
    }

    static boolean isUrlSafeHash(String value) {
        return isHash(value, '-', '_');
    }

    private static boolean isHash(String value, char symbol62, char symbol63) {
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean alphanumeric =
                    c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!alphanumeric && c != symbol62 && c != symbol63) {
                return false;
            }
        }
        return value.length() == HASH_LENGTH;
    }

    @Override
    public int compareTo(EventId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
