package io.heddle.replication.internal;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.ReplicationSecrets;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.Instances;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Checks a call and has it answered: the secret, who calls, whether it may, whether the answer is still wanted.
public final class CallReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(CallReceiver.class);
    private static final String BEARER = "Bearer ";

    private final ReplicationSecrets secrets;
    private final Instances instances;
    private final AccessTable access;
    private final Map<String, InternalEndpoint> endpoints = new HashMap<>();
    private final RecentCalls recent = new RecentCalls();

    public CallReceiver(
            ReplicationSecrets secrets,
            Instances instances,
            AccessTable access,
            List<InternalEndpoint> endpoints) {
        this.secrets = secrets;
        this.instances = instances;
        this.access = access;
        endpoints.forEach(endpoint -> this.endpoints.put(endpoint.name(), endpoint));
    }

    Set<String> calls() {
        return Set.copyOf(endpoints.keySet());
    }

    /// @param target who is meant
    /// @param receivedNanos when the head of the request was here, by `System.nanoTime`
    record Request(
            String call,
            @Nullable String authorization,
            String caller,
            String target,
            String idempotencyKey,
            long timeoutMs,
            long receivedNanos) {

        boolean isLate() {
            return System.nanoTime() - receivedNanos > timeoutMs * 1_000_000;
        }
    }

    /// What is wrong with the head of a request, before its body is read.
    @Nullable Answer refusal(Request request) {
        if (!isAuthentic(request.authorization())) {
            return Answer.of(Outcome.DENIED, "The secret is missing or wrong");
        }
        Instance self = instances.self();
        if (!request.target().equals(self.name() + "/" + self.life())) {
            return Answer.of(Outcome.MISDIRECTED, "This is " + self.name() + "/" + self.life());
        }
        if (!endpoints.containsKey(request.call())) {
            return Answer.of(Outcome.BAD, "No such call");
        }
        return null;
    }

    private boolean isAuthentic(@Nullable String authorization) {
        if (secrets.isEmpty()) {
            return true; // the listener has checked that it may do without
        }
        return authorization != null
                && authorization.startsWith(BEARER)
                && secrets.accepts(authorization.substring(BEARER.length()));
    }

    /// @param certified the services that the caller's certificate names; null where none was shown
    Answer answer(Request request, byte[] body, @Nullable Set<String> certified) {
        Instance caller = instances.find(request.caller()).orElse(null);
        if (caller == null) {
            return Answer.of(Outcome.DENIED, "Unknown instance");
        }
        boolean allowed =
                access.allows(caller.service(), request.call())
                        && (certified == null || certified.contains(caller.service()));
        if (!allowed) {
            LOG.warn("{} ({}) may not call {}", caller.name(), caller.service(), request.call());
            return Answer.of(Outcome.DENIED, caller.service() + " may not call " + request.call());
        }
        if (request.isLate()) {
            return Answer.of(Outcome.LATE, "Nobody waits for this any more");
        }
        RecentCalls.Key key =
                new RecentCalls.Key(
                        request.caller(), request.idempotencyKey(), request.call(), digest(body));
        return request.idempotencyKey().isEmpty()
                ? work(request, caller, body)
                : recent.once(key, () -> work(request, caller, body));
    }

    private Answer work(Request request, Instance caller, byte[] body) {
        InternalEndpoint endpoint = endpoints.get(request.call());
        try {
            ObjectNode parsed = Json.parseObject(body);
            return endpoint == null
                    ? Answer.of(Outcome.BAD, "No such call")
                    : Answer.done(endpoint.answer(caller, parsed));
        } catch (MatrixException e) {
            return Answer.error(e);
        } catch (LeaseLostException e) {
            return Answer.of(Outcome.MOVED, String.valueOf(e.getMessage()));
        } catch (JacksonException | InvalidIdentifierException e) {
            return Answer.of(Outcome.BAD, "A request that cannot be read");
        } catch (RuntimeException e) {
            LOG.error("Call {} of {} failed", request.call(), caller.name(), e);
            return Answer.of(Outcome.FAILED, "Failed");
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
