package io.heddle.protocol.id;

/// Text that is no identifier of the wanted kind: the response is `M_INVALID_PARAM`, and an event with it is dropped.
public final class InvalidIdentifierException extends IllegalArgumentException {
    public InvalidIdentifierException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
