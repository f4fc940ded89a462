package io.heddle.client.account;

import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.route.ClientController;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.node.ObjectNode;

/// What new passwords must be like, MSC2000.
@ClientController
class PasswordPolicyEndpoint {
    private final HomeserverSettings.PasswordPolicy policy;

    PasswordPolicyEndpoint(HomeserverSettings settings) {
        this.policy = settings.passwordConfig().policy();
    }

    @GetMapping("/password_policy")
    ObjectNode policy() {
        ObjectNode answer = Json.object();
        if (!policy.enabled()) {
            return answer;
        }
        if (policy.minimumLength() > 0) {
            answer.put("m.minimum_length", policy.minimumLength());
        }
        putIfSet(answer, "m.require_digit", policy.requireDigit());
        putIfSet(answer, "m.require_symbol", policy.requireSymbol());
        putIfSet(answer, "m.require_lowercase", policy.requireLowercase());
        putIfSet(answer, "m.require_uppercase", policy.requireUppercase());
        return answer;
    }

    private static void putIfSet(ObjectNode answer, String key, boolean required) {
        if (required) {
            answer.put(key, true);
        }
    }
}
