package io.heddle.replication.ephemeral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Users' presence as the presence stream last said. https://spec.matrix.org/v1.19/client-server-api/#presence
public final class PresenceStates {
    private static final int MAX_USERS = 200_000;

    private final Cache<String, StreamRow.Presence> states =
            Caffeine.newBuilder().maximumSize(MAX_USERS).build();

    public PresenceStates(Streams streams) {
        streams.<StreamRow.Presence>listen(
                StreamName.PRESENCE,
                (from, to, rows) -> rows.forEach(row -> states.put(row.userId(), row)));
    }

    /// A user's presence; absent when nothing was heard of the user, who then counts as offline.
    public Optional<StreamRow.Presence> of(String userId) {
        return Optional.ofNullable(states.getIfPresent(userId));
    }

    /// What is known of these users, by user id.
    public Map<String, StreamRow.Presence> ofAll(Collection<String> userIds) {
        return states.getAllPresent(userIds);
    }
}
