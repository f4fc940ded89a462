package io.heddle.web.uia;

import io.heddle.storage.account.UiaSession;
import io.heddle.web.account.PasswordCheck;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Proves who somebody is by their password.
@Component
class PasswordStage implements Stage {
    private final PasswordCheck passwords;

    PasswordStage(PasswordCheck passwords) {
        this.passwords = passwords;
    }

    @Override
    public String type() {
        return PASSWORD;
    }

    /// Without an identifier the password is that of whoever started the session.
    @Override
    public JsonNode prove(ObjectNode auth, UiaSession session, String address) {
        ObjectNode submission = auth;
        if (session.userId() != null
                && !auth.has("identifier")
                && !auth.has("user")
                && !auth.has("address")) {
            submission = auth.deepCopy();
            submission.put("user", session.userId().value());
        }
        return StringNode.valueOf(passwords.check(submission).userId().value());
    }
}
