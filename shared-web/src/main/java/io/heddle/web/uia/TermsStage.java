package io.heddle.web.uia;

import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.UiaSession;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes consent to the terms: the client says that the user has seen them.
/// https://spec.matrix.org/v1.19/client-server-api/#terms-of-service-at-registration
@Component
class TermsStage implements Stage {
    private final HomeserverSettings.Terms terms;

    TermsStage(HomeserverSettings settings) {
        this.terms = settings.terms();
    }

    @Override
    public String type() {
        return TERMS;
    }

    @Override
    public boolean isEnabled() {
        return terms.version() != null && terms.url() != null;
    }

    @Override
    public @Nullable ObjectNode params() {
        ObjectNode params = Json.object();
        ObjectNode policy = params.putObject("policies").putObject("privacy_policy");
        policy.put("version", terms.version());
        policy.putObject("en").put("name", terms.name()).put("url", terms.url());
        return params;
    }

    @Override
    public JsonNode prove(ObjectNode auth, UiaSession session, String address) {
        return BooleanNode.TRUE;
    }
}
