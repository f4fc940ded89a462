package io.heddle.web.auth;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.KeyIds;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import io.heddle.replication.call.RemoteServerKeys;
import io.heddle.replication.call.RemoteServerKeys.Question;
import io.heddle.replication.call.RemoteServerKeys.ServerKey;
import io.heddle.replication.config.FederationSettings;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.federation.Destinations;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Finds out which server asks, by the signature of its request.
/// https://spec.matrix.org/v1.19/server-server-api/#request-authentication
@Component
class OriginAuthenticator {
    private static final int MAX_SIGNATURES = 5;

    private final ObjectProvider<RemoteServerKeys> keys;
    private final Destinations destinations;
    private final FederationSettings settings;
    private final ServerName self;
    private final Clock clock;

    OriginAuthenticator(
            ObjectProvider<RemoteServerKeys> keys,
            Destinations destinations,
            FederationSettings settings,
            HomeserverSettings homeserver,
            Clock clock) {
        this.keys = keys;
        this.destinations = destinations;
        this.settings = settings;
        this.self = ServerName.parse(homeserver.serverName());
        this.clock = clock;
    }

    /// The headers of a request, checked as far as that goes without its body.
    List<XMatrix> headers(List<String> authorization) {
        List<XMatrix> headers =
                authorization.stream()
                        .filter(XMatrix::isXMatrix)
                        .limit(MAX_SIGNATURES)
                        .map(XMatrix::parse)
                        .toList();
        if (headers.isEmpty()) {
            throw unauthorized("Missing X-Matrix Authorization header");
        }
        ServerName origin = headers.getFirst().origin();
        for (XMatrix header : headers) {
            if (header.destination() != null && !header.destination().equals(self.value())) {
                throw unauthorized("Destination mismatch in auth header");
            }
            if (!header.origin().equals(origin)) {
                throw unauthorized("Different origins in auth headers");
            }
        }
        if (!settings.allows(origin.value())) {
            throw MatrixException.forbidden("Federation denied with " + origin);
        }
        return headers;
    }

    /// @param uri path and query as they came
    /// @param body empty for none
    Origin authenticate(String method, String uri, List<XMatrix> headers, byte[] body) {
        ObjectNode content = content(body);
        ServerName origin = headers.getFirst().origin();
        List<Question> questions =
                headers.stream()
                        .map(header -> new Question(origin, header.keyId(), clock.millis()))
                        .filter(question -> KeyIds.isEd25519(question.keyId()))
                        .distinct()
                        .toList();
        Map<Question, ServerKey> found = keys.getObject().find(questions);
        for (XMatrix header : headers) {
            if (found.entrySet().stream()
                    .filter(entry -> entry.getKey().keyId().equals(header.keyId()))
                    .anyMatch(entry -> verifies(method, uri, header, content, entry.getValue()))) {
                destinations.answered(origin);
                return new Origin(origin, content);
            }
        }
        throw unauthorized("Invalid signature for server " + origin);
    }

    private boolean verifies(
            String method,
            String uri,
            XMatrix header,
            @Nullable ObjectNode content,
            ServerKey key) {
        if (!key.signsRequestsAt(clock.millis())) {
            return false;
        }
        ObjectNode signed =
                XMatrix.signed(method, uri, header.origin(), header.destination(), content);
        try {
            return key.key()
                    .verify(
                            JsonSigner.signedBytes(signed),
                            UnpaddedBase64.decode(header.signature()));
        } catch (CanonicalJsonException | IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable ObjectNode content(byte[] body) {
        if (body.length == 0) {
            return null;
        }
        try {
            return Json.parseEnvelope(body);
        } catch (JsonParseFailure e) {
            throw MatrixException.notJson("Content is not a JSON object");
        }
    }

    private static MatrixException unauthorized(String message) {
        return new MatrixException(401, "M_UNAUTHORIZED", message);
    }
}
