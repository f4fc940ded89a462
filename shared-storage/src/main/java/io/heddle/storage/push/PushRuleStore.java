package io.heddle.storage.push;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.push.PushFeatures;
import io.heddle.protocol.push.PushRuleset;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/// Users' push rules. Rulesets in use are kept compiled; users with default rules share one.
@Repository
public class PushRuleStore implements MeasuredCaches {
    private static final int CACHED = 50_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final StreamPositionStore positions;
    private final ObjectProvider<Streams> streams;
    private final PushFeatures features;
    private final Cache<String, PushRuleset> cache =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();

    /// Who may have rules of their own, by id; null until first needed.
    private volatile @Nullable Set<String> customised;

    PushRuleStore(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            StreamPositionStore positions,
            ObjectProvider<Streams> streams,
            HomeserverSettings settings) {
        this.features =
                new PushFeatures(
                        settings.experimentalFeatures().msc4306Enabled(),
                        settings.experimentalFeatures().msc4028PushEncryptedEvents());
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.positions = positions;
        this.streams = streams;
    }

    /// Which rules beyond the specification's this server has.
    public PushFeatures features() {
        return features;
    }

    public PushRuleset of(UserId user) {
        return Objects.requireNonNull(ofAll(List.of(user)).get(user));
    }

    /// The rules of some users; what is not at hand is read in one query.
    public Map<UserId, PushRuleset> ofAll(Collection<UserId> users) {
        Map<UserId, PushRuleset> found = new HashMap<>();
        Map<String, UserId> missing = new HashMap<>();
        for (UserId user : users) {
            PushRuleset cached = cache.getIfPresent(user.value());
            if (cached == null) {
                missing.put(user.value(), user);
            } else {
                found.put(user, cached);
            }
        }
        if (!missing.isEmpty()) {
            missing.values().forEach(user -> found.put(user, PushRuleset.defaults(features)));
            jdbc.sql("SELECT user_id, rules FROM push_rules WHERE user_id = ANY (?)")
                    .param(missing.keySet().toArray(String[]::new))
                    .query((row, number) ->
                            found.put(
                                    Objects.requireNonNull(missing.get(row.getString("user_id"))),
                                    PushRuleset.parse(
                                            Json.parse(row.getString("rules")), features)))
                    .list();
            missing.values()
                    .forEach(user ->
                            cache.put(user.value(), Objects.requireNonNull(found.get(user))));
        }
        return found;
    }

    /// Those of some users who have rules of their own, with their rules. Costs by the smaller of: the users given, and all
    /// users of the server who ever changed a rule.
    public Map<UserId, PushRuleset> customisedAmong(Set<UserId> users) {
        Set<String> candidates = customised();
        List<UserId> having =
                candidates.size() < users.size()
                        ? candidates.stream().map(UserId::new).filter(users::contains).toList()
                        : users.stream().filter(user -> candidates.contains(user.value())).toList();
        if (having.isEmpty()) {
            return Map.of();
        }
        Map<UserId, PushRuleset> found = ofAll(having);
        found.values().removeIf(PushRuleset::isDefault);
        return found;
    }

    private Set<String> customised() {
        Set<String> known = customised;
        if (known == null) {
            synchronized (this) {
                known = ConcurrentHashMap.newKeySet();
                customised = known;
                known.addAll(
                        jdbc.sql("SELECT user_id FROM push_rules WHERE rules <> '{}'")
                                .query(String.class)
                                .list());
            }
        }
        return known;
    }

    /// Replaces a user's rules by what `change` makes of them, one at a time, and tells of it.
    public void update(UserId user, UnaryOperator<PushRuleset> change) {
        Long position =
                transactions.execute(status -> {
                    jdbc.sql(
                                    "INSERT INTO push_rules (user_id, rules, position) VALUES (?, '{}', 0) ON CONFLICT DO NOTHING")
                            .param(user.value())
                            .update();
                    String stored =
                            jdbc.sql("SELECT rules FROM push_rules WHERE user_id = ? FOR UPDATE")
                                    .param(user.value())
                                    .query(String.class)
                                    .single();
                    PushRuleset changed =
                            change.apply(PushRuleset.parse(Json.parse(stored), features));
                    ObjectNode kept = changed.toStored().orElseGet(Json::object);
                    long taken = positions.take(StreamName.PUSH_RULES, 1);
                    jdbc.sql(
                                    "UPDATE push_rules SET rules = ?::jsonb, position = ? WHERE user_id = ?")
                            .params(kept.toString(), taken, user.value())
                            .update();
                    return taken;
                });
        long at = Objects.requireNonNull(position);
        cache.invalidate(user.value());
        streams.getObject()
                .publish(
                        new StreamNews<>(
                                StreamName.PUSH_RULES,
                                at - 1,
                                at,
                                List.of(new StreamRow.PushRules(at, user.value()))));
    }

    /// Whether a user's rules changed after `from` and up to `to`.
    public boolean changed(UserId user, long from, long to) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM push_rules WHERE user_id = ? AND position > ? AND position <= ?)")
                .params(user.value(), from, to)
                .query(Boolean.class)
                .single();
    }

    private void forget(StreamRow.PushRules row) {
        cache.invalidate(row.userId());
        Set<String> known = customised;
        if (known != null) {
            known.add(row.userId());
        }
    }

    private List<StreamRow.PushRules> rows(long from, long to, int limit) {
        return jdbc.sql(
                        "SELECT position, user_id FROM push_rules WHERE position > ? AND position <= ?"
                                + " ORDER BY position LIMIT ?")
                .params(from, to, limit)
                .query((row, number) ->
                        new StreamRow.PushRules(row.getLong("position"), row.getString("user_id")))
                .list();
    }

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        StreamSource<StreamRow.PushRules> pushRulesSource(PushRuleStore store) {
            return new StreamSource<>(StreamName.PUSH_RULES, store::rows);
        }

        /// Keeps the cache of this process right when another one writes.
        @Bean
        PushRuleCacheKeeper pushRuleCacheKeeper(Streams streams, PushRuleStore store) {
            streams.<StreamRow.PushRules>listen(
                    StreamName.PUSH_RULES, (from, to, rows) -> rows.forEach(store::forget));
            return new PushRuleCacheKeeper();
        }
    }

    /// Marks that the store's cache follows the stream.
    record PushRuleCacheKeeper() {}

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("push_rules", cache);
    }
}
