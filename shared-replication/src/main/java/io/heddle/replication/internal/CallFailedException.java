package io.heddle.replication.internal;

/// A call to another process came to nothing.
public final class CallFailedException extends RuntimeException {
    private final boolean mayHaveRun;
    private final boolean moved;

    CallFailedException(String message, boolean mayHaveRun, boolean moved) {
        super(message, null, false, false);
        this.mayHaveRun = mayHaveRun;
        this.moved = moved;
    }

    /// Whether the other process may have done what it was asked: then asking another is not safe by itself.
    public boolean mayHaveRun() {
        return mayHaveRun;
    }

    /// Whether the duty has gone elsewhere, or the process that was meant is no more.
    public boolean moved() {
        return moved;
    }
}
