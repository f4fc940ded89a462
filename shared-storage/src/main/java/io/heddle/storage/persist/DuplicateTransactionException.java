package io.heddle.storage.persist;

/// A client's transaction was stored before: nothing of the batch was written.
public final class DuplicateTransactionException extends RuntimeException {
    public DuplicateTransactionException() {
        super("A client's transaction is stored already", null, false, false);
    }
}
