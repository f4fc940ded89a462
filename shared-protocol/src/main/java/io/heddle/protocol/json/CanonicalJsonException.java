package io.heddle.protocol.json;

/// A value that has no canonical form: the response is `M_BAD_JSON`, and an event with it is dropped.
public final class CanonicalJsonException extends RuntimeException {
    public CanonicalJsonException(String message) {
        super(message, null, false, false);
    }
}
