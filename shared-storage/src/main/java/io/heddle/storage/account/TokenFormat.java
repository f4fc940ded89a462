package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/// What tokens look like: `hdl_<localpart in base64url>_<random>_<checksum>`; refresh tokens start with `hdr`. The localpart
/// lets a proxy send all requests of a user the same way without asking anybody; the checksum tells typing errors and
/// tokens of other servers from ours before anything is looked up.
final class TokenFormat {
    static final String ACCESS = "hdl";
    static final String REFRESH = "hdr";

    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 32;
    private static final int CHECKSUM_LENGTH = 6;

    private TokenFormat() {}

    static String create(String kind, UserId user, RandomGenerator random) {
        String localpart =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(user.localpart().getBytes(StandardCharsets.UTF_8));
        String text = kind + "_" + localpart + "_" + random(random, RANDOM_LENGTH);
        return text + "_" + checksum(text);
    }

    static boolean isWellFormed(String kind, String token) {
        int end = token.lastIndexOf('_');
        return token.startsWith(kind + "_")
                && end > 0
                && token.substring(end + 1).equals(checksum(token.substring(0, end)));
    }

    /// The localpart that a well-formed token carries; empty when it carries none.
    static String localpart(String token) {
        int end = token.lastIndexOf('_', token.lastIndexOf('_') - 1);
        try {
            return new String(
                    Base64.getUrlDecoder().decode(token.substring(4, Math.max(4, end))),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /// Letters and digits, about six bits each.
    static String random(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        long value = crc.getValue();
        char[] digits = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (value % ALPHABET.length()));
            value /= ALPHABET.length();
        }
        return new String(digits);
    }
}
