package io.heddle.main.admin;

import io.heddle.protocol.error.MatrixException;
import io.heddle.web.auth.Requester;

/// Lets only administrators of the server pass.
final class AdminCheck {
    private AdminCheck() {}

    /// Fails with 403 M_FORBIDDEN.
    static void require(Requester requester) {
        if (!requester.admin()) {
            throw MatrixException.forbidden("You are not a server administrator");
        }
    }
}
