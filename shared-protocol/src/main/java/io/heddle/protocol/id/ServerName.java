package io.heddle.protocol.id;

import java.util.OptionalInt;

/// The name of a homeserver: a DNS name, an IPv4 address or an IPv6 address in brackets, with an optional port.
/// Case-sensitive. https://spec.matrix.org/v1.19/appendices/#server-name
public record ServerName(String value) implements Comparable<ServerName> {
    public ServerName {
        if (!isValid(value, 0)) {
            throw Grammar.invalid("Server name", "is not valid");
        }
    }

    public static ServerName parse(String value) {
        return new ServerName(value);
    }

    public static boolean isValid(String value) {
        return isValid(value, 0);
    }

    /// Host as written, with the brackets of an IPv6 address.
    public String host() {
        return value.substring(0, hostEnd(value, 0));
    }

    public OptionalInt port() {
        int end = hostEnd(value, 0);
        return end == value.length()
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(value, end + 1, value.length(), 10));
    }

    public boolean isIpLiteral() {
        return value.charAt(0) == '[' || isIpv4(host());
    }

    @Override
    public int compareTo(ServerName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    static boolean isValid(String text, int from) {
        int length = text.length() - from;
        if (length < 1 || length > Grammar.MAX_BYTES) {
            return false;
        }
        int end = hostEnd(text, from);
        boolean host =
                text.charAt(from) == '['
                        ? isBracketedIpv6(text, from, end)
                        : isDnsName(text, from, end);
        return host && isPort(text, end);
    }

    private static int hostEnd(String text, int from) {
        if (text.charAt(from) == '[') {
            int close = text.indexOf(']', from);
            return close < 0 ? text.length() : close + 1;
        }
        int colon = text.indexOf(':', from);
        return colon < 0 ? text.length() : colon;
    }

    private static boolean isDnsName(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            boolean alphanumeric =
                    c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!alphanumeric && c != '-' && c != '.') {
                return false;
            }
        }
        return end > from;
    }

    private static boolean isBracketedIpv6(String text, int from, int end) {
        int length = end - from - 2;
        return text.charAt(end - 1) == ']'
                && length >= 2
                && length <= 45
                && Ipv6.isLiteral(text, from + 1, end - 1);
    }

    private static boolean isPort(String text, int from) {
        if (from == text.length()) {
            return true;
        }
        int digits = text.length() - from - 1;
        if (text.charAt(from) != ':' || digits < 1 || digits > 5) {
            return false;
        }
        int port = 0;
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return port <= 65535;
    }

    static boolean isIpv4(String host) {
        int number = -1;
        int numbers = 0;
        for (int i = 0; i <= host.length(); i++) {
            char c = i < host.length() ? host.charAt(i) : '.';
            if (c == '.') {
                if (number < 0) {
                    return false;
                }
                numbers++;
                number = -1;
            } else if (c >= '0' && c <= '9') {
                number = Math.max(number, 0) * 10 + c - '0';
                if (number > 255) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return numbers == 4;
    }
}
