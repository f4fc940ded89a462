package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A user-interactive authentication under way.
///
/// @param userId who started it, null for a registration
/// @param method the HTTP method of the operation
/// @param path and its path: a session is good for nothing else
/// @param body what was asked for last, without `auth` and without secrets
/// @param data what the server remembers meanwhile
/// @param completed the finished stages and what each proved
public record UiaSession(
        String id,
        @Nullable UserId userId,
        String method,
        String path,
        ObjectNode body,
        ObjectNode data,
        ObjectNode completed) {}
