package io.heddle.storage.accountdata;

import com.github.benmanes.caffeine.cache.Cache;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.FollowingCache;
import io.heddle.storage.room.IgnoreLists;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Whom a user ignores. https://spec.matrix.org/v1.19/client-server-api/#ignoring-users
@Component
public class IgnoredUsers implements IgnoreLists, MeasuredCaches {
    public static final String TYPE = "m.ignored_user_list";
    private static final int CACHED = 50_000;

    private final AccountDataStore accountData;
    private final FollowingCache<String, Set<String>> lists;

    IgnoredUsers(AccountDataStore accountData, Streams streams) {
        this.accountData = accountData;
        this.lists =
                new FollowingCache<>(streams, StreamName.ACCOUNT_DATA, CACHED, Function.identity());
        streams.<StreamRow.AccountData>listen(
                StreamName.ACCOUNT_DATA,
                (from, to, rows) ->
                        rows.stream()
                                .filter(row -> row.roomId() == null && row.type().equals(TYPE))
                                .forEach(row -> lists.changed(row.userId(), row.position())));
    }

    /// One cannot ignore oneself.
    @Override
    public Set<String> of(UserId user) {
        return lists.get(user.value(), key -> read(user));
    }

    private Set<String> read(UserId user) {
        ObjectNode list = accountData.find(user, null, TYPE).orElse(null);
        ObjectNode users = Json.object(list, "ignored_users");
        return users == null
                ? Set.of()
                : users.propertyStream()
                        .map(java.util.Map.Entry::getKey)
                        .filter(id -> !id.equals(user.value()))
                        .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("ignored_users", lists.cache());
    }
}
