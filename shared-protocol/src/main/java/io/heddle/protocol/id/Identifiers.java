package io.heddle.protocol.id;

/// Grammars of identifiers that stay strings. https://spec.matrix.org/v1.19/appendices/#identifier-grammar
public final class Identifiers {
    private Identifiers() {}

    /// 1 to 255 of `0-9A-Za-z-._~`.
    /// https://spec.matrix.org/v1.19/appendices/#opaque-identifiers
    public static boolean isOpaque(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean upper = c >= 'A' && c <= 'Z';
            if (!upper && !isLowerOrDigit(c) && "-._~".indexOf(c) < 0) {
                return false;
            }
        }
        return hasLength(value);
    }

    /// 1 to 255 of `a-z0-9-_.`, beginning with a letter.
    /// https://spec.matrix.org/v1.19/appendices/#common-namespaced-identifier-grammar
    public static boolean isNamespaced(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isLowerOrDigit(c) && "-_.".indexOf(c) < 0) {
                return false;
            }
        }
        return hasLength(value) && value.charAt(0) >= 'a' && value.charAt(0) <= 'z';
    }

    /// 1 to 32 code points of `a-z0-9.-`. https://spec.matrix.org/v1.19/rooms/#room-version-grammar
    public static boolean isRoomVersion(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isLowerOrDigit(c) && c != '.' && c != '-') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= 32;
    }

    private static boolean isLowerOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    private static boolean hasLength(String value) {
        return !value.isEmpty() && value.length() <= Grammar.MAX_BYTES;
    }
}
