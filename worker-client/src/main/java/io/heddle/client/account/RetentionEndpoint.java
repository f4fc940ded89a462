package io.heddle.client.account;

import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.auth.Requester;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// How long this server keeps messages, MSC1763: the policy of rooms without one, and the limits of all.
@RestController
@ConditionalOnProperty(
        name = {"homeserver.retention.enabled", "homeserver.experimental-features.msc1763-enabled"},
        havingValue = "true")
class RetentionEndpoint {
    private final HomeserverSettings.Retention settings;

    RetentionEndpoint(HomeserverSettings settings) {
        this.settings = settings.retention();
    }

    @GetMapping("/_matrix/client/unstable/org.matrix.msc1763/retention/configuration")
    ObjectNode configuration(Requester requester) {
        ObjectNode usual = Json.object();
        put(usual, "min_lifetime", settings.defaultPolicy().minLifetime());
        put(usual, "max_lifetime", settings.defaultPolicy().maxLifetime());
        ObjectNode limits = Json.object();
        put(limits, "min", settings.allowedLifetimeMin());
        put(limits, "max", settings.allowedLifetimeMax());
        ObjectNode answer = Json.object();
        ObjectNode policies = answer.putObject("policies");
        if (!usual.isEmpty()) {
            policies.set("*", usual);
        }
        ObjectNode bounds = answer.putObject("limits");
        if (!limits.isEmpty()) {
            bounds.set("max_lifetime", limits);
        }
        return answer;
    }

    private static void put(ObjectNode node, String key, @Nullable Duration duration) {
        if (duration != null) {
            node.put(key, duration.toMillis());
        }
    }
}
