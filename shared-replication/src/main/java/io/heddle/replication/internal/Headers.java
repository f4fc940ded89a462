package io.heddle.replication.internal;

/// Headers of internal calls.
final class Headers {
    /// Who calls: `name/life`.
    static final String INSTANCE = "X-Heddle-Instance";

    /// Who is meant: `name/life`. Another life knows nothing of the calls made before it.
    static final String TARGET = "X-Heddle-Target";

    /// How many milliseconds the caller waits.
    static final String TIMEOUT = "X-Heddle-Timeout-Ms";

    /// The same for a call and its repetitions, which are answered as the first was.
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /// What became of the call: one of [Outcome].
    static final String OUTCOME = "X-Heddle-Outcome";

    static final String PATH = "/_heddle/internal/v1/";

    private Headers() {}
}
