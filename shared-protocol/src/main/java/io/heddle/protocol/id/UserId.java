package io.heddle.protocol.id;

/// `@localpart:server`. Takes the historical localparts that servers must still accept, also the empty one; a new
/// account needs [#isStrict]. https://spec.matrix.org/v1.19/appendices/#user-identifiers
public record UserId(String value) implements Comparable<UserId> {
    private static final String KIND = "User ID";

    public UserId {
        Grammar.checkCommon(value, '@', KIND);
        Grammar.checkServer(value, KIND);
    }

    public static UserId parse(String value) {
        return new UserId(value);
    }

    public static UserId of(String localpart, ServerName server) {
        if (localpart.indexOf(':') >= 0) {
            throw Grammar.invalid(KIND, "must not have a colon in its localpart");
        }
        return new UserId("@" + localpart + ":" + server.value());
    }

    public static boolean isValid(String value) {
        try {
            parse(value);
            return true;
        } catch (InvalidIdentifierException e) {
            return false;
        }
    }

    /// Whether a localpart keeps to `a-z`, `0-9` and `._=-/+`, as those of new accounts must.
    public static boolean isStrict(String localpart) {
        for (int i = 0; i < localpart.length(); i++) {
            char c = localpart.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "._=-/+".indexOf(c) >= 0)) {
                return false;
            }
        }
        return !localpart.isEmpty();
    }

    /// Whether the localpart is of the printable ASCII range. Others are shown to clients only inside events.
    public boolean isCompliant() {
        String localpart = localpart();
        return !localpart.isEmpty() && localpart.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
    }

    public String localpart() {
        return value.substring(1, value.indexOf(':'));
    }

    public ServerName server() {
        return new ServerName(value.substring(value.indexOf(':') + 1));
    }

    /// Whether the user is of a server; cheaper than comparing [#server].
    public boolean isOn(ServerName server) {
        int start = value.indexOf(':') + 1;
        return value.length() - start == server.value().length()
                && value.startsWith(server.value(), start);
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
