package io.heddle.replication.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What became of a call, and so whether it may be made again.
enum Outcome {
    DONE(200),
    /// The work itself says no; the body is the error.
    ERROR(200),
    /// Nothing was done: another instance holds the duty.
    MOVED(409),
    /// Nothing was done: the caller may not call this.
    DENIED(403),
    /// Nothing was done: this is not the process that was meant.
    MISDIRECTED(421),
    /// Nothing was done: the caller waits no longer.
    LATE(504),
    /// Nothing was done: no such call, or a request that cannot be read.
    BAD(400),
    /// Something may have been done.
    FAILED(500);

    final int status;

    Outcome(int status) {
        this.status = status;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Outcome of(@Nullable String text) {
        for (Outcome outcome : values()) {
            if (outcome.text().equals(text)) {
                return outcome;
            }
        }
        return null;
    }
}
