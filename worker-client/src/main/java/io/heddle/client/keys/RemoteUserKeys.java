package io.heddle.client.keys;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteKeys;
import io.heddle.storage.e2ee.KeyQueries;
import io.heddle.storage.e2ee.QueriedKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keys of users of other servers, got from these.
@Component
class RemoteUserKeys {
    private final ObjectProvider<RemoteKeys> servers;
    private final KeyQueries queries;

    RemoteUserKeys(ObjectProvider<RemoteKeys> servers, KeyQueries queries) {
        this.servers = servers;
        this.queries = queries;
    }

    /// Adds the keys of the users to those found already; returns what failed, by server.
    ObjectNode query(
            Map<UserId, List<String>> wanted, UserId asker, Duration timeout, QueriedKeys into) {
        Map<ServerName, ObjectNode> questions = new HashMap<>();
        wanted.forEach((user, devices) -> {
            ArrayNode list = question(questions, user).putArray(user.value());
            devices.forEach(list::add);
        });
        ObjectNode failures =
                RemoteAnswers.gather(
                        questions,
                        (server, question) -> remote().query(server, question, timeout),
                        (question, answer) -> {
                            take(question, Json.object(answer, "device_keys"), into.devices());
                            take(question, Json.object(answer, "master_keys"), into.masterKeys());
                            take(
                                    question,
                                    Json.object(answer, "self_signing_keys"),
                                    into.selfSigningKeys());
                        });
        if (!wanted.isEmpty()) {
            queries.addOwnSignatures(asker, wanted.keySet(), into);
        }
        return failures;
    }

    /// Adds the keys claimed; returns what failed, by server.
    ///
    /// @param wanted user → device → algorithm
    ObjectNode claim(Map<UserId, ObjectNode> wanted, Duration timeout, ObjectNode into) {
        Map<ServerName, ObjectNode> questions = new HashMap<>();
        wanted.forEach((user, devices) -> question(questions, user).set(user.value(), devices));
        return RemoteAnswers.gather(
                questions,
                (server, question) -> remote().claim(server, question, timeout),
                (question, answer) -> take(question, Json.object(answer, "one_time_keys"), into));
    }

    private RemoteKeys remote() {
        RemoteKeys remote = servers.getIfAvailable();
        if (remote == null) {
            throw new MatrixException(503, "M_UNKNOWN", "Other servers cannot be reached");
        }
        return remote;
    }

    private static ObjectNode question(Map<ServerName, ObjectNode> questions, UserId user) {
        return questions.computeIfAbsent(user.server(), server -> Json.object());
    }

    /// A server is heard only about the users it was asked for.
    private static void take(
            ObjectNode question,
            @org.jspecify.annotations.Nullable ObjectNode from,
            ObjectNode into) {
        if (from != null) {
            from.forEachEntry((user, keys) -> {
                if (question.has(user) && keys.isObject()) {
                    into.set(user, keys);
                }
            });
        }
    }
}
