package io.heddle.replication.call;

import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.id.ServerName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys that servers sign requests and events with: those known already, else those that the server or a notary gives.
/// This server's own are among them. https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys
public interface RemoteServerKeys {
    /// Keys for what was asked; a question without an answer is left out. All servers are asked at the same time, each at
    /// most once.
    Map<Question, ServerKey> find(Collection<Question> questions);

    default Optional<ServerKey> find(Question question) {
        return Optional.ofNullable(find(List.of(question)).get(question));
    }

    /// @param minimumValidUntilTs until when a key in use must at least be valid, as of an event or of now; 0 for any key that
    ///     ever was the server's. A retired key is always an answer.
    record Question(ServerName server, String keyId, long minimumValidUntilTs) {}

    /// @param validUntilTs in milliseconds since 1970, at most seven days after the key was fetched
    /// @param expiredTs when the server retired the key, null while in use: it counts only for events before, never for requests
    record ServerKey(VerifyKey key, long validUntilTs, @Nullable Long expiredTs) {
        /// Whether the key may sign a request at a time.
        public boolean signsRequestsAt(long ts) {
            return expiredTs == null && validUntilTs >= ts;
        }
    }
}
