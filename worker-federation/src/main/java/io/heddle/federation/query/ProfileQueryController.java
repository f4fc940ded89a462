package io.heddle.federation.query;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.FederationSettings;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.keys.ServerKeys;
import io.heddle.storage.profile.Profile;
import io.heddle.storage.profile.Profiles;
import io.heddle.web.auth.Origin;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells other servers the profiles of local users.
/// https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1queryprofile
@RestController
class ProfileQueryController {
    private final Profiles profiles;
    private final Accounts accounts;
    private final ServerKeys self;
    private final FederationSettings settings;

    ProfileQueryController(
            Profiles profiles, Accounts accounts, ServerKeys self, FederationSettings settings) {
        this.profiles = profiles;
        this.accounts = accounts;
        this.self = self;
        this.settings = settings;
    }

    @GetMapping("/_matrix/federation/v1/query/profile")
    ObjectNode profile(
            @SuppressWarnings("unused") Origin origin,
            @RequestParam("user_id") UserId userId,
            @RequestParam(required = false) @Nullable String field) {
        if (!settings.allowProfileLookupOverFederation()) {
            throw MatrixException.forbidden("Profiles are not told to other servers");
        }
        if (!userId.isOn(self.serverName())) {
            throw MatrixException.invalidParam("The user is not hosted on this homeserver");
        }
        ObjectNode profile = find(userId).toJson();
        if (field == null) {
            return profile;
        }
        ObjectNode answer = Json.object();
        JsonNode value = profile.get(field);
        if (value != null) {
            answer.set(field, value);
        }
        return answer;
    }

    private Profile find(UserId user) {
        return profiles.find(user)
                .orElseGet(() -> {
                    if (!accounts.exists(user)) {
                        throw MatrixException.notFound("No such user");
                    }
                    return Profile.empty();
                });
    }
}
