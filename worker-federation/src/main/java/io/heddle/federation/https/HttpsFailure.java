package io.heddle.federation.https;

/// There was no whole answer.
public final class HttpsFailure extends RuntimeException {
    private final boolean sent;

    HttpsFailure(String message, boolean sent, Throwable cause) {
        super(message, cause, false, false);
        this.sent = sent;
    }

    /// Whether the other side may have got the request.
    public boolean sent() {
        return sent;
    }
}
