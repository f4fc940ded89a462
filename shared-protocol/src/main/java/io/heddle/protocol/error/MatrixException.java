package io.heddle.protocol.error;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A failure that a client or a server is told of: an HTTP status, an `errcode`, a sentence and the extra keys that
/// some codes define. Mapped to a response in one place.
/// https://spec.matrix.org/v1.19/client-server-api/#standard-error-response
public final class MatrixException extends RuntimeException {
    private final int status;
    private final String errcode;
    private final transient Map<String, Object> extra;

    public MatrixException(int status, String errcode, String message) {
        this(status, errcode, message, Map.of());
    }

    private MatrixException(int status, String errcode, String message, Map<String, Object> extra) {
        super(message, null, false, false);
        this.status = status;
        this.errcode = errcode;
        this.extra = extra;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /// An answer of 401 that is no error but asks for more: its body is `body` alone, without an `errcode`.
    /// https://spec.matrix.org/v1.19/client-server-api/#user-interactive-authentication-api
    public static MatrixException challenge(Map<String, Object> body) {
        return new MatrixException(401, "", "Authentication needed", Map.copyOf(body));
    }

    public static MatrixException limitExceeded(long retryAfterMs) {
        return new MatrixException(429, "M_LIMIT_EXCEEDED", "Too many requests")
                .with("retry_after_ms", retryAfterMs);
    }

    public int status() {
        return status;
    }

    /// Empty when the body is none of an error.
    public String errcode() {
        return errcode;
    }

    /// Keys that stand beside `errcode` and `error` in the response body; values are JSON scalars, lists, maps or trees.
    public Map<String, Object> extra() {
        return extra;
    }

    /// The same failure with one more key in its body.
    public MatrixException with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extra);
        more.put(key, value);
        return new MatrixException(status, errcode, getMessage(), Map.copyOf(more));
    }

    public static MatrixException forbidden(String message) {
        return new MatrixException(403, "M_FORBIDDEN", message);
    }

    public static MatrixException notFound(String message) {
        return new MatrixException(404, "M_NOT_FOUND", message);
    }

    public static MatrixException badJson(String message) {
        return new MatrixException(400, "M_BAD_JSON", message);
    }

    public static MatrixException notJson(String message) {
        return new MatrixException(400, "M_NOT_JSON", message);
    }

    public static MatrixException missingParam(String name) {
        return new MatrixException(400, "M_MISSING_PARAM", "Missing parameter: " + name);
    }

    public static MatrixException invalidParam(String message) {
        return new MatrixException(400, "M_INVALID_PARAM", message);
    }

    public static MatrixException unrecognized(int status) {
        return new MatrixException(status, "M_UNRECOGNIZED", "Unrecognized request");
    }

    public static MatrixException tooLarge(String message) {
        return new MatrixException(413, "M_TOO_LARGE", message);
    }
}
