package io.heddle.federation.key;

import io.heddle.federation.client.FederationClient;
import io.heddle.federation.client.FederationRequest;
import io.heddle.federation.client.RemoteFailure;
import io.heddle.federation.client.RequestPath;
import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.FederationSettings;
import io.heddle.replication.config.FederationSettings.TrustedKeyServer;
import io.heddle.storage.keys.ServerKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gets key objects from their servers and from notaries.
@Component
class KeyFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFetcher.class);
    private static final RequestPath DIRECT = RequestPath.of("/_matrix/key/v2/server");
    private static final RequestPath QUERY = RequestPath.of("/_matrix/key/v2/query");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_DOCUMENT = 64 * 1024;
    private static final int AT_ONCE = 50;
    private static final int BATCH = 200;

    private final FederationClient client;
    private final ServerName self;
    private final Map<ServerName, List<VerifyKey>> notaries = new HashMap<>();
    private final List<ServerName> order = new ArrayList<>();
    private final Semaphore running = new Semaphore(AT_ONCE);

    KeyFetcher(FederationClient client, ServerKeys self, FederationSettings settings) {
        this.client = client;
        this.self = self.serverName();
        for (TrustedKeyServer server : settings.trustedKeyServers()) {
            ServerName name = ServerName.parse(server.serverName());
            if (!name.equals(this.self)) {
                order.add(name);
                notaries.put(
                        name,
                        server.verifyKeys().entrySet().stream()
                                .map(key -> VerifyKey.parse(key.getKey(), key.getValue()))
                                .toList());
            }
        }
    }

    boolean hasNotaries() {
        return !order.isEmpty();
    }

    /// A server's own answer; null when there is none that counts. Asked even of servers that are left alone: mostly they
    /// have just shown that they are there.
    @Nullable KeyDocument direct(ServerName server) {
        running.acquireUninterruptibly();
        try {
            KeyDocument document =
                    KeyDocument.read(
                            client.send(
                                    FederationRequest.get(server, DIRECT)
                                            .unsigned()
                                            .within(TIMEOUT)
                                            .ignoringBackOff()
                                            .upTo(MAX_DOCUMENT)));
            if (document == null || !document.server().equals(server)) {
                LOG.info("{} shows keys that are not rightly signed", server);
                return null;
            }
            return document;
        } catch (RemoteFailure e) {
            LOG.debug("No keys of {}: {}", server, e.getMessage());
            return null;
        } finally {
            running.release();
        }
    }

    /// What notaries know of servers, each notary being asked for what those before did not have.
    ///
    /// @param wanted server → key id → until when the key should be valid; no key ids for all keys
    List<KeyDocument> fromNotaries(Map<ServerName, Map<String, Long>> wanted) {
        List<KeyDocument> found = new ArrayList<>();
        Set<ServerName> missing = new HashSet<>(wanted.keySet());
        for (ServerName notary : order) {
            List<ServerName> questions = new ArrayList<>(missing);
            questions.remove(notary);
            for (int from = 0; from < questions.size(); from += BATCH) {
                List<ServerName> batch =
                        questions.subList(from, Math.min(questions.size(), from + BATCH));
                for (KeyDocument document : ask(notary, batch, wanted)) {
                    if (missing.contains(document.server())) {
                        found.add(document);
                    }
                }
            }
            found.forEach(document -> missing.remove(document.server()));
        }
        return found;
    }

    private List<KeyDocument> ask(
            ServerName notary,
            List<ServerName> servers,
            Map<ServerName, Map<String, Long>> wanted) {
        ObjectNode question = Json.object();
        ObjectNode byServer = question.putObject("server_keys");
        for (ServerName server : servers) {
            ObjectNode keys = byServer.putObject(server.value());
            wanted.getOrDefault(server, Map.of())
                    .forEach(
                            (id, until) -> keys.putObject(id).put("minimum_valid_until_ts", until));
        }
        try {
            ObjectNode answer =
                    client.send(
                            FederationRequest.post(notary, QUERY, question)
                                    .within(TIMEOUT.multipliedBy(2))
                                    .upTo(MAX_DOCUMENT * servers.size()));
            return read(notary, Json.array(answer, "server_keys"));
        } catch (RemoteFailure e) {
            LOG.debug("The notary {} does not help: {}", notary, e.getMessage());
            return List.of();
        }
    }

    private List<KeyDocument> read(ServerName notary, @Nullable ArrayNode answers) {
        List<KeyDocument> documents = new ArrayList<>();
        if (answers != null) {
            for (JsonNode answer : answers) {
                if (answer instanceof ObjectNode object && isSignedBy(notary, object)) {
                    KeyDocument document = KeyDocument.read(object);
                    if (document != null) {
                        documents.add(document);
                    }
                }
            }
        }
        return documents;
    }

    /// A notary whose keys are not in the settings is trusted by its certificate.
    private boolean isSignedBy(ServerName notary, ObjectNode object) {
        List<VerifyKey> keys = notaries.getOrDefault(notary, List.of());
        return keys.isEmpty()
                || keys.stream().anyMatch(key -> JsonSigner.verify(object, notary.value(), key));
    }
}
