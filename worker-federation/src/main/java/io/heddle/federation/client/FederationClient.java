package io.heddle.federation.client;

import io.heddle.federation.client.NoAnswer.Reason;
import io.heddle.federation.discovery.Route;
import io.heddle.federation.discovery.ServerDiscovery;
import io.heddle.federation.discovery.Undiscovered;
import io.heddle.federation.https.Https;
import io.heddle.federation.https.HttpsFailure;
import io.heddle.federation.https.HttpsReply;
import io.heddle.federation.https.HttpsRequest;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import io.heddle.replication.config.FederationSettings;
import io.heddle.storage.keys.ServerKeys;
import io.heddle.web.auth.XMatrix;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Sends requests to other servers: finds them, signs, tries again, and leaves alone those that fail.
/// https://spec.matrix.org/v1.19/server-server-api/
@Component
public class FederationClient {
    private static final Logger LOG = LoggerFactory.getLogger(FederationClient.class);
    private static final Executor VIRTUAL =
            task -> Thread.ofVirtual().name("federation-request").start(task);

    private final ServerDiscovery discovery;
    private final Https https;
    private final BackOff backOff;
    private final Pauses pauses;
    private final ServerKeys self;
    private final FederationSettings settings;
    private final MeterRegistry meters;

    FederationClient(
            ServerDiscovery discovery,
            Https https,
            BackOff backOff,
            RandomGenerator random,
            ServerKeys self,
            FederationSettings settings,
            MeterRegistry meters) {
        this.discovery = discovery;
        this.https = https;
        this.backOff = backOff;
        this.pauses = new Pauses(settings.federation(), random);
        this.self = self;
        this.settings = settings;
        this.meters = meters;
    }

    /// Waits for the answer's JSON object. Fails with [RemoteFailure].
    public ObjectNode send(FederationRequest request) {
        HttpsReply reply = exchange(request);
        try {
            return Json.parseEnvelope(reply.body());
        } catch (JsonParseFailure e) {
            throw new NoAnswer(
                    request.destination(),
                    Reason.MALFORMED,
                    request.destination() + " answered with what is no JSON object");
        }
    }

    /// The same without waiting, for asking several servers at once.
    public CompletableFuture<ObjectNode> sendAsync(FederationRequest request) {
        return CompletableFuture.supplyAsync(() -> send(request), VIRTUAL);
    }

    /// Waits for a successful answer, whatever it holds. Fails with [RemoteFailure].
    public HttpsReply exchange(FederationRequest request) {
        if (!settings.allows(request.destination().value())) {
            throw new NoAnswer(
                    request.destination(),
                    Reason.DENIED,
                    "Federation denied with " + request.destination());
        }
        if (request.destination().equals(self.serverName())) {
            throw new IllegalArgumentException("A server asks itself no questions");
        }
        long start = System.nanoTime();
        String outcome = "none";
        try (BackOff.Permit permit =
                backOff.enter(request.destination(), request.ignoresBackOff())) {
            HttpsReply reply = judged(request, permit);
            outcome = "success";
            return reply;
        } catch (RemoteRefusal e) {
            outcome = e.status() < 500 ? "refused" : "failed";
            throw e;
        } catch (NoAnswer e) {
            outcome = e.reason() == Reason.BACKED_OFF ? "backed-off" : "none";
            throw e;
        } finally {
            meters.timer(
                            "heddle.federation.requests",
                            "endpoint",
                            request.path().endpoint(),
                            "outcome",
                            outcome)
                    .record(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private HttpsReply judged(FederationRequest request, BackOff.Permit permit) {
        try {
            HttpsReply reply = attempts(request);
            permit.succeeded();
            return reply;
        } catch (RemoteRefusal e) {
            if (countsAsFailure(e, request)) {
                permit.failed();
            }
            throw e;
        } catch (NoAnswer e) {
            permit.failed();
            throw e;
        }
    }

    /// A server that does not know us, or cannot cope, is left alone; one that says no is well.
    private static boolean countsAsFailure(RemoteRefusal refusal, FederationRequest request) {
        int status = refusal.status();
        return status >= 500
                || status == 401
                || status == 429
                || status == 404 && request.backsOffOn404();
    }

    private HttpsReply attempts(FederationRequest request) {
        for (int retry = 0; ; retry++) {
            try {
                return attempt(request);
            } catch (NoAnswer | RemoteRefusal e) {
                if (!mayRetry(e) || retry >= pauses.most(request.retries())) {
                    throw e;
                }
                LOG.debug("Trying again: {}", e.getMessage());
            }
            pauses.take(request.retries(), retry);
        }
    }

    private static boolean mayRetry(RemoteFailure failure) {
        return switch (failure) {
            case NoAnswer none -> none.reason() == Reason.UNREACHABLE;
            case RemoteRefusal refusal -> refusal.status() >= 500 || refusal.status() == 429;
        };
    }

    private HttpsReply attempt(FederationRequest request) {
        try {
            HttpsReply reply = https.send(signed(request, discovery.find(request.destination())));
            if (reply.status() / 100 != 2) {
                throw refusal(request, reply);
            }
            return reply;
        } catch (Undiscovered e) {
            throw new NoAnswer(
                    request.destination(),
                    Reason.UNDISCOVERED,
                    Objects.requireNonNullElse(e.getMessage(), "No address"));
        } catch (HttpsFailure e) {
            throw new NoAnswer(
                    request.destination(),
                    Reason.UNREACHABLE,
                    request.destination() + " does not answer: " + e.getMessage());
        }
    }

    private HttpsRequest signed(FederationRequest request, Route route) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", route.host());
        headers.put("User-Agent", "Heddle");
        headers.put("Accept", "application/json");
        if (request.signed()) {
            headers.put(
                    "Authorization",
                    XMatrix.sign(
                                    request.method(),
                                    request.path().uri(),
                                    self.serverName(),
                                    request.destination(),
                                    request.content(),
                                    self.signingKey())
                            .header());
        }
        return new HttpsRequest(
                route.addresses(),
                request.method(),
                request.path().uri(),
                headers,
                request.content() == null ? null : Json.bytes(request.content()),
                Objects.requireNonNullElse(
                        request.timeout(), settings.federation().clientTimeout()),
                request.maxBytes());
    }

    private static RemoteRefusal refusal(FederationRequest request, HttpsReply reply) {
        ObjectNode body = Json.object();
        try {
            body = Json.parseObject(reply.body());
        } catch (JsonParseFailure e) {
            LOG.debug("{} refuses without JSON", request.destination());
        }
        String errcode = Json.string(body, "errcode");
        String error = Json.string(body, "error");
        return new RemoteRefusal(
                request.destination(),
                reply.status(),
                errcode == null ? "M_UNKNOWN" : errcode,
                error == null ? "Refused" : error,
                body);
    }
}
