package io.heddle.federation.https;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A set of IP addresses in CIDR notation. An IPv6 address that stands for an IPv4 address (mapped, compatible, 6to4, NAT64)
/// is in the set when that one is.
final class AddressRanges {
    private final List<Range> ranges;

    /// @param ranges such as `10.0.0.0/8`, `fe80::/10` or a single address
    AddressRanges(List<String> ranges) {
        this.ranges = ranges.stream().map(String::strip).map(Range::parse).toList();
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] embedded = embeddedIpv4(bytes);
        return ranges.stream()
                .anyMatch(range ->
                        range.contains(bytes) || embedded != null && range.contains(embedded));
    }

    private static byte @Nullable [] embeddedIpv4(byte[] bytes) {
        if (bytes.length != 16) {
            return null;
        }
        if (bytes[0] == 0x20 && bytes[1] == 0x02) {
            return Arrays.copyOfRange(bytes, 2, 6);
        }
        boolean nat64 =
                bytes[0] == 0
                        && bytes[1] == 0x64
                        && (bytes[2] & 0xFF) == 0xFF
                        && (bytes[3] & 0xFF) == 0x9B
                        && isZero(bytes, 4, 12);
        boolean mapped = isZero(bytes, 0, 10) && bytes[10] == -1 && bytes[11] == -1;
        boolean compatible = isZero(bytes, 0, 12) && !isZero(bytes, 12, 15);
        return nat64 || mapped || compatible ? Arrays.copyOfRange(bytes, 12, 16) : null;
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private record Range(byte[] prefix, int bits) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            byte[] prefix = literal(slash < 0 ? text : text.substring(0, slash), text);
            int bits = slash < 0 ? prefix.length * 8 : length(text.substring(slash + 1), text);
            if (bits > prefix.length * 8) {
                throw bad(text);
            }
            return new Range(prefix, bits);
        }

        private static byte[] literal(String address, String text) {
            if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                throw bad(text);
            }
            try {
                return InetAddress.ofLiteral(address).getAddress();
            } catch (IllegalArgumentException e) {
                throw bad(text);
            }
        }

        private static int length(String digits, String text) {
            if (!digits.matches("[0-9]{1,3}")) {
                throw bad(text);
            }
            return Integer.parseInt(digits);
        }

        private static IllegalArgumentException bad(String text) {
            return new IllegalArgumentException("Not an IP range: " + text);
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
                return false;
            }
            int rest = bits % 8;
            return rest == 0 || (address[whole] ^ prefix[whole]) >> 8 - rest == 0;
        }
    }
}
