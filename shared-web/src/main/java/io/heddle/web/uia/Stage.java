package io.heddle.web.uia;

import io.heddle.storage.account.UiaSession;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One kind of proof. https://spec.matrix.org/v1.19/client-server-api/#authentication-types
public interface Stage {
    String PASSWORD = "m.login.password";
    String DUMMY = "m.login.dummy";
    String RECAPTCHA = "m.login.recaptcha";
    String REGISTRATION_TOKEN = "m.login.registration_token";
    String TERMS = "m.login.terms";

    String type();

    /// Whether the settings have this stage at all.
    default boolean isEnabled() {
        return true;
    }

    /// What clients need to know for it, or null.
    default @Nullable ObjectNode params() {
        return null;
    }

    /// Checks what the client sent. Fails with a [io.heddle.protocol.error.MatrixException] when that proves nothing.
    ///
    /// @param auth the `auth` object of the request, or the fields of the fallback page's form
    /// @param address where the request came from
    /// @return what is proved: the user id for a password, `true` where there is nothing more to say
    JsonNode prove(ObjectNode auth, UiaSession session, String address);
}
