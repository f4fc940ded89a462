package io.heddle.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Well-formed UTF-8 as of Unicode table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
public final class Utf8 {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NON_ASCII = 0x8080808080808080L;

    private Utf8() {}

    public static boolean isWellFormed(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            at = skipAscii(bytes, at);
            if (at < bytes.length) {
                int length = sequenceLength(bytes, at);
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    /// The number of bytes that the text takes in UTF-8, or -1 when it holds a lone surrogate.
    public static int length(CharSequence text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (!Character.isSurrogate(c)) {
                length += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                return -1;
            }
        }
        return length;
    }

    private static int skipAscii(byte[] bytes, int from) {
        int at = from;
        while (at + 8 <= bytes.length && ((long) LONGS.get(bytes, at) & NON_ASCII) == 0) {
            at += 8;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /// The length of the multi-byte sequence at a position; 0 when it is ill-formed.
    private static int sequenceLength(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int second = at + 1 < bytes.length ? bytes[at + 1] & 0xFF : 0;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return isTrail(second) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            boolean valid =
                    isTrail(second)
                            && !(lead == 0xE0 && second < 0xA0)
                            && !(lead == 0xED && second > 0x9F)
                            && hasTrail(bytes, at + 2);
            return valid ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            boolean valid =
                    isTrail(second)
                            && !(lead == 0xF0 && second < 0x90)
                            && !(lead == 0xF4 && second > 0x8F)
                            && hasTrail(bytes, at + 2)
                            && hasTrail(bytes, at + 3);
            return valid ? 4 : 0;
        }
        return 0;
    }

    private static boolean hasTrail(byte[] bytes, int at) {
        return at < bytes.length && isTrail(bytes[at] & 0xFF);
    }

    private static boolean isTrail(int value) {
        return (value & 0xC0) == 0x80;
    }
}
