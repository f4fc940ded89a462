package io.heddle.protocol.crypto;

import java.util.Arrays;
import java.util.Base64;

/// Base64 without padding on output; on input with or without padding, in the standard or the URL-safe alphabet.
/// https://spec.matrix.org/v1.19/appendices/#unpadded-base64
public final class UnpaddedBase64 {
    private static final Base64.Encoder STANDARD = Base64.getEncoder().withoutPadding();
    private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();
    private static final byte[] VALUES = values();

    private UnpaddedBase64() {}

    public static String encode(byte[] bytes) {
        return STANDARD.encodeToString(bytes);
    }

    public static String encodeUrlSafe(byte[] bytes) {
        return URL_SAFE.encodeToString(bytes);
    }

    /// Throws `IllegalArgumentException` for other characters and for lengths that no bytes have.
    public static byte[] decode(String text) {
        int end = withoutPadding(text);
        if (end % 4 == 1) {
            throw new IllegalArgumentException("Not base64");
        }
        byte[] bytes = new byte[(int) (end * 6L / 8)];
        int at = 0;
        int bits = 0;
        int held = 0;
        for (int i = 0; i < end; i++) {
            held = held << 6 | value(text.charAt(i));
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
            }
        }
        return bytes;
    }

    private static int withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=' && text.length() - end < 2) {
            end--;
        }
        return end;
    }

    private static int value(char c) {
        int value = c < 128 ? VALUES[c] : -1;
        if (value < 0) {
            throw new IllegalArgumentException("Not base64");
        }
        return value;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < 64; i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        values['-'] = 62;
        values['_'] = 63;
        return values;
    }
}
