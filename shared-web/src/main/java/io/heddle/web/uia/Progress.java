package io.heddle.web.uia;

import io.heddle.protocol.error.MatrixException;
import io.heddle.storage.account.UiaSession;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Where an authentication stands after a request.
///
/// @param body what the client wants, from this request or an earlier one of the session
/// @param missing the 401 that asks for the rest, null when nothing is missing
public record Progress(UiaSession session, ObjectNode body, @Nullable MatrixException missing) {

    /// This, if nothing is missing; fails with the 401 otherwise.
    public Progress required() {
        if (missing != null) {
            throw missing;
        }
        return this;
    }
}
