package io.heddle.web.auth;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The server that asks, and what it signed. A controller method with a parameter of this type takes only requests signed
/// with X-Matrix; it has no `@RequestBody`, since the body was read to check the signature.
/// https://spec.matrix.org/v1.19/server-server-api/#request-authentication
///
/// @param content the request's body; parts nested deeper than an event may be are in it
public record Origin(ServerName server, @Nullable ObjectNode content) {
    /// The body, for endpoints that make no sense without one.
    public ObjectNode body() {
        if (content == null) {
            throw MatrixException.notJson("Content is not JSON");
        }
        return content;
    }

    /// Fails with 403 unless the user is one of the server that asks.
    public void mustOwn(UserId user) {
        if (!user.isOn(server)) {
            throw MatrixException.forbidden("Not a user of " + server);
        }
    }
}
