package io.heddle.client.history;

import io.heddle.protocol.error.MatrixException;
import org.jspecify.annotations.Nullable;

/// `dir`: which way a list goes.
public enum Direction {
    BACKWARD,
    FORWARD;

    /// Fails with 400 for anything but `b` and `f`.
    public static Direction parse(@Nullable String dir) {
        return switch (dir) {
            case null -> throw MatrixException.missingParam("dir");
            case "b" -> BACKWARD;
            case "f" -> FORWARD;
            default -> throw MatrixException.invalidParam("dir must be b or f");
        };
    }
}
