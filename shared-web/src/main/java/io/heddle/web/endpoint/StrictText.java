package io.heddle.web.endpoint;

import io.heddle.protocol.error.MatrixException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Numbers and truth values of a query. Spring takes much for one that Matrix knows nothing of, `0x10`, ` 1` or `yes`, and an
/// empty text for no parameter at all.
final class StrictText {
    /// No sign, as nothing of Matrix counts below nothing.
    private static final Pattern INTEGER = Pattern.compile("[0-9]{1,16}");

    /// https://spec.matrix.org/v1.19/appendices/#canonical-json
    private static final long LARGEST = (1L << 53) - 1;

    private StrictText() {}

    /// The text as a value of one of those types, or as it is for another. A number larger than an `int` means the largest
    /// of them. Fails with M_INVALID_PARAM.
    static @Nullable Object as(Class<?> type, String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (type == int.class || type == Integer.class) {
            return (int) Math.min(integer(name, text), Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return integer(name, text);
        }
        return type == boolean.class || type == Boolean.class ? truth(name, text) : text;
    }

    private static long integer(String name, String text) {
        if (INTEGER.matcher(text).matches() && Long.parseLong(text) <= LARGEST) {
            return Long.parseLong(text);
        }
        throw MatrixException.invalidParam(name + " must be a non-negative integer");
    }

    private static boolean truth(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw MatrixException.invalidParam(name + " must be true or false");
        };
    }
}
