package io.heddle.protocol.id;

/// IPv6 address literals as of RFC 3513, section 2.2, without a lookup or a zone.
final class Ipv6 {
    private Ipv6() {}

    static boolean isLiteral(String text, int from, int end) {
        int gap = text.indexOf("::", from);
        if (gap < 0 || gap + 2 > end) {
            return groups(text, from, end, true) == 8;
        }
        int before = groups(text, from, gap, false);
        int after = groups(text, gap + 2, end, true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /// The number of 16-bit groups between two positions; -1 when they are malformed.
    private static int groups(String text, int from, int end, boolean mayEndInIpv4) {
        if (from == end) {
            return 0;
        }
        int count = 0;
        int at = from;
        while (true) {
            int colon = text.indexOf(':', at);
            int stop = colon < 0 || colon >= end ? end : colon;
            if (stop == end && mayEndInIpv4 && ServerName.isIpv4(text.substring(at, end))) {
                return count + 2;
            }
            if (!isGroup(text, at, stop)) {
                return -1;
            }
            count++;
            if (stop == end) {
                return count;
            }
            at = stop + 1;
        }
    }

    private static boolean isGroup(String text, int from, int end) {
        if (end - from < 1 || end - from > 4) {
            return false;
        }
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }
}
