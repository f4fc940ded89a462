package io.heddle.protocol.auth;

/// Whether the authorisation rules allow an event.
public sealed interface AuthResult {
    AuthResult ALLOWED = new Allowed();

    static AuthResult denied(String reason) {
        return new Denied(reason);
    }

    default boolean isAllowed() {
        return this instanceof Allowed;
    }

    record Allowed() implements AuthResult {}

    /// @param reason which rule forbids the event, in words that may be shown to its sender
    record Denied(String reason) implements AuthResult {}
}
