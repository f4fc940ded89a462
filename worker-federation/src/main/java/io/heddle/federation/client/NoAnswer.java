package io.heddle.federation.client;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;

/// The other server did not answer, or was not asked.
public final class NoAnswer extends RemoteFailure {
    /// Why there is no answer.
    public enum Reason {
        /// The settings forbid it.
        DENIED,
        /// It failed lately and is left alone for a while.
        BACKED_OFF,
        /// Its name leads nowhere.
        UNDISCOVERED,
        /// It could not be connected to, broke off, or took too long.
        UNREACHABLE,
        /// What it answered is no JSON object, or none of the right shape.
        MALFORMED
    }

    private final Reason reason;

    public NoAnswer(ServerName server, Reason reason, String message) {
        super(server, message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public MatrixException toMatrix() {
        return reason == Reason.DENIED
                ? MatrixException.forbidden(getMessage())
                : new MatrixException(502, "M_UNKNOWN", getMessage());
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
