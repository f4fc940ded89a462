package io.heddle.federation.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.ServerName;
import io.heddle.replication.call.RemoteServerKeys;
import io.heddle.storage.keys.RemoteKey;
import io.heddle.storage.keys.RemoteKeyStore;
import io.heddle.storage.keys.ServerKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Keys of servers: in memory, else in PostgreSQL, else fetched.
@Component
class KeyRing implements RemoteServerKeys {
    private static final int CACHED_SERVERS = 20_000;
    private static final Duration CACHED_FOR = Duration.ofMinutes(10);
    private static final Duration REFRESHED_BEFORE = Duration.ofHours(1);

    private final OwnKeys own;
    private final ServerName self;
    private final RemoteKeyStore store;
    private final KeyRefresh refresh;
    private final Clock clock;
    private final Cache<ServerName, Map<String, RemoteKey>> known =
            Caffeine.newBuilder().maximumSize(CACHED_SERVERS).expireAfterWrite(CACHED_FOR).build();

    KeyRing(OwnKeys own, ServerKeys self, RemoteKeyStore store, KeyRefresh refresh, Clock clock) {
        this.own = own;
        this.self = self.serverName();
        this.store = store;
        this.refresh = refresh;
        this.clock = clock;
    }

    @Override
    public Map<Question, ServerKey> find(Collection<Question> questions) {
        Map<Question, ServerKey> answers = new HashMap<>();
        List<Question> remote = new ArrayList<>();
        for (Question question : questions) {
            if (!question.server().equals(self)) {
                remote.add(question);
            } else if (own.find(question.keyId()) instanceof ServerKey key) {
                answers.put(question, key);
            }
        }
        Map<ServerName, Map<String, Long>> missing = answer(remote, answers);
        if (!missing.isEmpty()) {
            fetch(missing, true);
            answer(remote, answers);
        }
        refreshBeforeExpiry(answers);
        return answers;
    }

    /// Answers what is known; returns the rest.
    private Map<ServerName, Map<String, Long>> answer(
            List<Question> questions, Map<Question, ServerKey> answers) {
        Map<ServerName, Map<String, RemoteKey>> keys =
                load(questions.stream().map(Question::server).distinct().toList());
        Map<ServerName, Map<String, Long>> missing = new HashMap<>();
        for (Question question : questions) {
            RemoteKey key = keys.getOrDefault(question.server(), Map.of()).get(question.keyId());
            if (key != null
                    && (key.expiredTs() != null
                            || key.validUntilTs() >= question.minimumValidUntilTs())) {
                answers.put(
                        question, new ServerKey(key.key(), key.validUntilTs(), key.expiredTs()));
            } else if (isPossible(question)) {
                missing.computeIfAbsent(question.server(), server -> new HashMap<>())
                        .merge(question.keyId(), question.minimumValidUntilTs(), Math::max);
            }
        }
        return missing;
    }

    /// No key is valid for longer than a week from now.
    private boolean isPossible(Question question) {
        return question.minimumValidUntilTs() <= clock.millis() + KeyDocument.LONGEST.toMillis();
    }

    /// Everything kept of some servers: server → key id → key.
    Map<ServerName, Map<String, RemoteKey>> load(Collection<ServerName> servers) {
        Map<ServerName, Map<String, RemoteKey>> found = new HashMap<>(known.getAllPresent(servers));
        List<ServerName> unread =
                servers.stream().filter(server -> !found.containsKey(server)).toList();
        if (!unread.isEmpty()) {
            Map<ServerName, Map<String, RemoteKey>> read = new HashMap<>();
            for (RemoteKey key : store.ofServers(unread)) {
                read.computeIfAbsent(key.server(), server -> new HashMap<>())
                        .put(key.key().keyId(), key);
            }
            known.putAll(read);
            found.putAll(read);
        }
        return found;
    }

    /// Gets keys anew; [#load] shows them afterwards.
    ///
    /// @param wanted server → key id → until when the key should be valid; no key ids for whatever the server has
    void fetch(Map<ServerName, Map<String, Long>> wanted, boolean notaries) {
        refresh.fetch(wanted, notaries);
        known.invalidateAll(wanted.keySet());
    }

    /// Keys that soon are too old are fetched before somebody has to wait for them.
    private void refreshBeforeExpiry(Map<Question, ServerKey> answers) {
        long now = clock.millis();
        long soon = now + REFRESHED_BEFORE.toMillis();
        answers.forEach((question, key) -> {
            boolean inUse = key.expiredTs() == null && question.minimumValidUntilTs() >= now;
            if (inUse
                    && key.validUntilTs() < soon
                    && !question.server().equals(self)
                    && refresh.isDue(question.server())) {
                Map<String, Long> keys = Map.of(question.keyId(), soon);
                Thread.ofVirtual()
                        .name("server-keys")
                        .start(() -> fetch(Map.of(question.server(), keys), false));
            }
        });
    }
}
