package io.heddle.federation.query;

import io.heddle.federation.client.FederationClient;
import io.heddle.federation.client.FederationRequest;
import io.heddle.federation.client.RemoteFailure;
import io.heddle.federation.client.RemoteRefusal;
import io.heddle.federation.client.RequestPath;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteProfiles;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks other servers for profiles.
@Component
class RemoteProfileQueries implements RemoteProfiles {
    private static final RequestPath PROFILE =
            RequestPath.of("/_matrix/federation/v1/query/profile");
    private static final List<String> TEXTS = List.of("displayname", "avatar_url");
    private static final int MAX_BYTES = 256 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final FederationClient client;

    RemoteProfileQueries(FederationClient client) {
        this.client = client;
    }

    @Override
    public ObjectNode profile(UserId user, @Nullable String field) {
        try {
            return checked(
                    client.send(
                            FederationRequest.get(
                                            user.server(),
                                            PROFILE.with("user_id", user.value())
                                                    .with("field", field))
                                    .within(TIMEOUT)
                                    .upTo(MAX_BYTES)),
                    field);
        } catch (RemoteFailure e) {
            throw failure(e);
        }
    }

    private static MatrixException failure(RemoteFailure failure) {
        if (failure instanceof RemoteRefusal refusal && !refusal.isUnrecognized()) {
            if (refusal.status() == 404) {
                return MatrixException.notFound("Profile not found");
            }
            if (refusal.status() == 403) {
                return MatrixException.forbidden("The other server does not tell this profile");
            }
        }
        return failure.toMatrix();
    }

    /// What clients can rely on: names and avatars are texts, and what was not asked for is not told.
    private static ObjectNode checked(ObjectNode answer, @Nullable String field) {
        ObjectNode profile = Json.object();
        answer.forEachEntry((key, value) -> {
            boolean wanted = field == null || field.equals(key);
            if (wanted && !value.isNull() && isWellFormed(key, value)) {
                profile.set(key, value);
            }
        });
        return profile;
    }

    private static boolean isWellFormed(String key, JsonNode value) {
        return TEXTS.contains(key) ? value.isString() : Json.isShallow(value);
    }
}
