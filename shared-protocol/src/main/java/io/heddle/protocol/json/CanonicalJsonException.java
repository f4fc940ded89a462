package io.heddle.protocol.json;

import java.util.Objects;

/// A value that has no canonical form: the response is `M_BAD_JSON`, and an event with it is dropped.
public final class CanonicalJsonException extends RuntimeException {
    public CanonicalJsonException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
