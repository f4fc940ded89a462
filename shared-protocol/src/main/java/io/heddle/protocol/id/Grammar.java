package io.heddle.protocol.id;

import io.heddle.protocol.json.Utf8;

/// What the identifier grammars have in common. https://spec.matrix.org/v1.19/appendices/#identifier-grammar
final class Grammar {
    static final int MAX_BYTES = 255;

    private Grammar() {}

    /// Sigil, 255 bytes at most, no NUL, no lone surrogate.
    static void checkCommon(String value, char sigil, String kind) {
        if (value.length() < 2 || value.charAt(0) != sigil) {
            throw invalid(kind, "must begin with '" + sigil + "'");
        }
        checkText(value, kind);
    }

    static void checkText(String value, String kind) {
        if (value.length() > MAX_BYTES) {
            throw invalid(kind, "is longer than 255 bytes");
        }
        int bytes = Utf8.length(value);
        if (bytes < 0 || value.indexOf('\0') >= 0) {
            throw invalid(kind, "holds a character that is not allowed");
        }
        if (bytes > MAX_BYTES) {
            throw invalid(kind, "is longer than 255 bytes");
        }
    }

    /// The position of the colon before the server name, which is checked.
    static int checkServer(String value, String kind) {
        int colon = value.indexOf(':');
        if (colon < 0 || !ServerName.isValid(value, colon + 1)) {
            throw invalid(kind, "must end in a server name");
        }
        return colon;
    }

    static InvalidIdentifierException invalid(String kind, String problem) {
        return new InvalidIdentifierException(kind + " " + problem);
    }
}
