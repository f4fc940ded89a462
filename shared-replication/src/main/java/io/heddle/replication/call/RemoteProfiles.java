package io.heddle.replication.call;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Asks other servers for the profiles of their users.
/// https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1queryprofile
public interface RemoteProfiles {
    /// A profile, or one field of it. Fails as the other server does when it says 403 M_FORBIDDEN or 404 M_NOT_FOUND, and
    /// with 502 when it cannot be reached or answers otherwise.
    ///
    /// @param field null for all of it
    ObjectNode profile(UserId user, @Nullable String field);
}
