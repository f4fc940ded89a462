package io.heddle.protocol.event;

/// An event that breaks the format or the size limits of its room version: it is dropped, or refused to a client with
/// the code `M_BAD_JSON`, `M_NOT_JSON` or `M_TOO_LARGE`.
public final class InvalidEventException extends RuntimeException {
    private final String errcode;

    public InvalidEventException(String errcode, String message) {
        super(message, null, false, false);
        this.errcode = errcode;
    }

    public String errcode() {
        return errcode;
    }

    static InvalidEventException badJson(String message) {
        return new InvalidEventException("M_BAD_JSON", message);
    }

    static InvalidEventException tooLarge(String message) {
        return new InvalidEventException("M_TOO_LARGE", message);
    }
}
