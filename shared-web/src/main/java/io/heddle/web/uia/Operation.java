package io.heddle.web.uia;

import io.heddle.protocol.id.UserId;
import io.heddle.web.limit.ClientAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// What somebody wants done: a session is bound to it.
///
/// @param user who asks, null for a registration
public record Operation(String method, String path, @Nullable UserId user, String address) {

    public static Operation of(ServerHttpRequest request, @Nullable UserId user) {
        return new Operation(
                request.getMethod().name(),
                request.getPath().value(),
                user,
                ClientAddress.of(request));
    }
}
