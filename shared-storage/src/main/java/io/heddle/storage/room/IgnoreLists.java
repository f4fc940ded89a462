package io.heddle.storage.room;

import io.heddle.protocol.id.UserId;
import java.util.Set;

/// Whom users do not want to hear of.
public interface IgnoreLists {
    /// The ids of the users that a user ignores.
    Set<String> of(UserId user);
}
