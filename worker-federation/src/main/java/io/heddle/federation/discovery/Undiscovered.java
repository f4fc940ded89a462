package io.heddle.federation.discovery;

/// A server's name leads nowhere.
public final class Undiscovered extends RuntimeException {
    Undiscovered(String message) {
        super(message, null, false, false);
    }
}
