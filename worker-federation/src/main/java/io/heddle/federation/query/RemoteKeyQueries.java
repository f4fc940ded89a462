package io.heddle.federation.query;

import io.heddle.federation.client.FederationClient;
import io.heddle.federation.client.FederationRequest;
import io.heddle.federation.client.RemoteFailure;
import io.heddle.federation.client.RequestPath;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteKeys;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks other servers for keys of their users. Whoever waits may give up before the request does: a client's short patience
/// says nothing against the other server.
@Component
class RemoteKeyQueries implements RemoteKeys {
    private static final RequestPath QUERY =
            RequestPath.of("/_matrix/federation/v1/user/keys/query");
    private static final RequestPath CLAIM =
            RequestPath.of("/_matrix/federation/v1/user/keys/claim");
    private static final Duration LEAST = Duration.ofSeconds(10);

    private final FederationClient client;

    RemoteKeyQueries(FederationClient client) {
        this.client = client;
    }

    @Override
    public ObjectNode query(ServerName server, ObjectNode deviceKeys, Duration timeout) {
        ObjectNode question = Json.object();
        question.set("device_keys", deviceKeys);
        ObjectNode answer = ask(server, QUERY, question, timeout);
        keepOwn(Json.object(answer, "device_keys"), RemoteKeyQueries::areDevicesOf);
        for (String usage : List.of("master_keys", "self_signing_keys")) {
            keepOwn(Json.object(answer, usage), RemoteKeyQueries::isKeyOf);
        }
        return answer;
    }

    @Override
    public ObjectNode claim(ServerName server, ObjectNode oneTimeKeys, Duration timeout) {
        ObjectNode question = Json.object();
        question.set("one_time_keys", oneTimeKeys);
        ObjectNode answer = ask(server, CLAIM, question, timeout);
        keepOwn(
                Json.object(answer, "one_time_keys"),
                (user, devices) ->
                        devices.values().stream().allMatch(JsonNode::isObject)
                                && Json.isShallow(devices));
        return answer;
    }

    private ObjectNode ask(
            ServerName server, RequestPath path, ObjectNode question, Duration timeout) {
        Duration attempt = timeout.compareTo(LEAST) < 0 ? LEAST : timeout;
        try {
            return client.sendAsync(FederationRequest.post(server, path, question).within(attempt))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new MatrixException(504, "M_UNKNOWN", server + " does not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MatrixException(503, "M_UNKNOWN", "Interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RemoteFailure failure) {
                throw failure.toMatrix();
            }
            throw new IllegalStateException(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /// Drops the entries of users that are not about these users.
    private static void keepOwn(
            @Nullable ObjectNode byUser, BiPredicate<String, ObjectNode> isRight) {
        if (byUser == null) {
            return;
        }
        for (String user : names(byUser)) {
            ObjectNode value = Json.object(byUser, user);
            if (value == null || !isRight.test(user, value)) {
                byUser.remove(user);
            }
        }
    }

    private static boolean areDevicesOf(String user, ObjectNode devices) {
        for (String id : names(devices)) {
            ObjectNode keys = Json.object(devices, id);
            if (keys == null
                    || !isKeyOf(user, keys)
                    || !id.equals(Json.string(keys, "device_id"))) {
                devices.remove(id);
            }
        }
        return true;
    }

    private static List<String> names(ObjectNode object) {
        return List.copyOf(object.propertyNames());
    }

    private static boolean isKeyOf(String user, JsonNode keys) {
        return user.equals(Json.string(keys, "user_id")) && Json.isShallow(keys);
    }
}
