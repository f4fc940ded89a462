package io.heddle.web.uia;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.account.RegistrationTokens;
import io.heddle.storage.account.UiaSession;
import io.heddle.storage.account.UiaSessions;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Proves that somebody was given a token to register with.
/// https://spec.matrix.org/v1.19/client-server-api/#token-authenticated-registration
@Component
class RegistrationTokenStage implements Stage {
    private final RegistrationTokens tokens;
    private final UiaSessions sessions;

    RegistrationTokenStage(RegistrationTokens tokens, UiaSessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @Override
    public String type() {
        return REGISTRATION_TOKEN;
    }

    @Override
    public JsonNode prove(ObjectNode auth, UiaSession session, String address) {
        String token = Json.string(auth, "token");
        if (token == null) {
            throw MatrixException.missingParam("token");
        }
        if (!tokens.reserve(token)) {
            throw new MatrixException(401, "M_UNAUTHORIZED", "Invalid registration token");
        }
        sessions.setData(session.id(), REGISTRATION_TOKEN, token);
        return StringNode.valueOf(token);
    }
}
