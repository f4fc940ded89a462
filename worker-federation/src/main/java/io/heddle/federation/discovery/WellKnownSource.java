package io.heddle.federation.discovery;

import io.heddle.protocol.id.ServerName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Fetches what a host publishes of its Matrix server.
interface WellKnownSource {
    /// Never fails: what goes wrong is an answer without a delegate.
    Answer fetch(String host);

    /// @param lifetime how long the answer may be kept, by its own headers
    record Answer(@Nullable ServerName delegate, Duration lifetime) {
        static final Answer NONE = new Answer(null, Duration.ZERO);
    }
}
